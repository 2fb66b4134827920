import { encode } from 'uqr';

const pixelsPerModule = 16;

export type QrCode = { size: number; path: string; isDark: (row: number, column: number) => boolean };

/** The code of an address, as squares: `size` on each side with the white border, `path` draws the dark ones. */
export function qrCode(address: string): QrCode {
  const { data, size } = encode(address, { ecc: 'M', border: 4 });
  const isDark = (row: number, column: number) => data[row]?.[column] ?? false;
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return { size, path, isDark };
}

/** The code as a file that can be printed at any size. */
export function asSvg({ size, path }: QrCode): Blob {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`;
  return new Blob([svg], { type: 'image/svg+xml' });
}

/** The code as a picture, some hundred pixels wide. */
export function asPng({ size, isDark }: QrCode): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size * pixelsPerModule;
  const context = canvas.getContext('2d');
  if (!context) return Promise.resolve(null);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#000';
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (isDark(row, column)) {
        context.fillRect(column * pixelsPerModule, row * pixelsPerModule, pixelsPerModule, pixelsPerModule);
      }
    }
  }
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
