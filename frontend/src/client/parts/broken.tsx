import { Component, type ReactNode } from 'react';
import { frameTexts } from '../texts';
import { Button } from './button';
import { Frame } from './frame';
import { Screen } from './screen';

/** Shows words instead of a white page where a page fails. */
export class Broken extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <Frame>
        <Screen title={frameTexts.brokenTitle} lead={frameTexts.broken}>
          <Button onClick={() => window.location.reload()}>{frameTexts.reload}</Button>
        </Screen>
      </Frame>
    );
  }
}
