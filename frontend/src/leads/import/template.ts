const rows = [
  ['website', 'company', 'contact name', 'contact e-mail', 'note', 'expected plan'],
  ['northwind.example', 'Northwind Outfitters', 'Nora West', 'nora@northwind.example', 'Met at the fair', 'Standard'],
];

/** An address that holds the template as a file; Excel knows UTF-8 by the mark at its start. */
export const templateAddress = `data:text/csv;charset=utf-8,${encodeURIComponent(
  `\uFEFF${rows.map((row) => row.join(',')).join('\r\n')}\r\n`,
)}`;
