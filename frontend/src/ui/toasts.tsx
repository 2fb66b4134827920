import '@mantine/core/styles/Notification.layer.css';
import '@mantine/notifications/styles.layer.css';
import { Notifications } from '@mantine/notifications';
import classes from './toasts.module.css';

/** Where toasts appear; they come from `toast.tsx`. */
export default function Toasts() {
  return (
    <Notifications className={classes.toasts} position="bottom-center" limit={3} containerWidth={420} zIndex={400} />
  );
}
