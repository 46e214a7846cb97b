/**
 * What we use of msal-node, in a file of its own that is loaded when a token is first needed. Naming the parts here, and not
 * in an `import()`, lets the bundler leave out the rest of the package.
 */
export { CryptoProvider, LogLevel, PublicClientApplication } from '@azure/msal-node';
