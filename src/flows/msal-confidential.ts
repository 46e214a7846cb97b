/** What app-only sign-in uses of msal-node, in a file of its own as `msal.ts` is: people's commands never load it. */
export {
	ConfidentialClientApplication,
	CryptoProvider,
	LogLevel,
	ManagedIdentityApplication,
} from '@azure/msal-node';
