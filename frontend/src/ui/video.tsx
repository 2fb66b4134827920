import { Anchor } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import classes from './video.module.css';

/** A video: a file is played here, a page of a video service is opened where it lives. */
export function Video({ url, title, open }: { url: string; title: string; open: string }) {
  if (/\.(mp4|webm)(\?|$)/i.test(url)) {
    return (
      // biome-ignore lint/a11y/useMediaCaption: captions come with the vendor's own file
      <video className={classes.video} src={url} controls preload="metadata" title={title} />
    );
  }
  return (
    <Anchor className={classes.card} href={url} target="_blank" rel="noreferrer noopener">
      <IconPlayerPlay size={18} aria-hidden="true" /> {open}
    </Anchor>
  );
}
