export const basisPoints = 100;

/** 1250 basis points are "12.5". */
export const percentOf = (rateBps: number) => String(rateBps / basisPoints);
