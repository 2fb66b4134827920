/** The first version of an installation holds since ever, which the API tells as the first second of 1970. */
export const isFromTheStart = (publishedAt: string) => Date.parse(publishedAt) <= 0;
