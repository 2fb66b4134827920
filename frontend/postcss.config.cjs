module.exports = {
  plugins: {
    'postcss-preset-mantine': {},
    'postcss-simple-vars': { variables: { 'phone': '47.99em', 'wide': '48em' } },
  },
};
