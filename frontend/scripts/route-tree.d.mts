export const routeTree: {
  routesDirectory: string;
  generatedRouteTree: string;
  quoteStyle: 'single';
  semicolons: boolean;
};
