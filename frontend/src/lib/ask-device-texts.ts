export const askDeviceTexts = {
  none: 'No passkey was chosen. Try again, or use your password.',
  known: 'This device has a passkey for you already. Use another device.',
  unable: 'This browser cannot use passkeys here. Try another one, or use your password.',
};
