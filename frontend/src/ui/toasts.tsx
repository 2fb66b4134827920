import '@mantine/core/styles/Notification.layer.css';
import '@mantine/notifications/styles.layer.css';
import { Notifications } from '@mantine/notifications';

/** Where toasts appear; they come from `toast.tsx`. */
export default function Toasts() {
  return <Notifications position="bottom-center" limit={3} containerWidth={420} zIndex={400} />;
}
