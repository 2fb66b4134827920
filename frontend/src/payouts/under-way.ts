const underWay = ['REQUESTED', 'APPROVED', 'PROCESSING'] as const;

/** Whether a withdrawal in this state can still be kept from being paid: so long its flags matter. */
export function isUnderWay(status: string): boolean {
  return underWay.some((each) => each === status);
}
