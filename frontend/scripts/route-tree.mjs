/** Where the router's file routes stand and where their generated tree goes; read by vite and by the checks. */
export const routeTree = {
  routesDirectory: './src/routes',
  generatedRouteTree: './src/routeTree.gen.ts',
  quoteStyle: 'single',
  semicolons: true,
};
