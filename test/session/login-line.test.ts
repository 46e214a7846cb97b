import { describe, expect, it } from 'vitest';
import { writeLoginLine } from '../../src/session/login-line.js';

describe('a login line', () => {
	it('repeats every option, quoted for a shell', () => {
		const words = {
			flow: 'browser' as const,
			loginHint: 'a@contoso.com',
			domainHint: 'contoso.com',
			cloud: 'china',
			authority: 'https://login.example.com/t',
			tenant: 't',
			clientId: 'id',
			scopes: ['User.Read', 'Mail.Read'],
			claims: '{"a":"it\'s"}',
			as: 'work',
			storage: 'plaintext-file',
			redirectPort: '8400',
			open: false,
			timeout: '90s',
		};
		expect(writeLoginLine(words)).toBe(
			`graphctl login --browser --login-hint a@contoso.com --domain-hint contoso.com --cloud china --authority https://login.example.com/t --tenant t --client-id id --scope User.Read --scope Mail.Read --claims '{"a":"it'\\''s"}' --as work --storage plaintext-file --redirect-port 8400 --no-open --timeout 90s`,
		);
	});

	it('leaves out what a device code cannot heed, and a time that was too short', () => {
		const words = { prompt: 'login', domainHint: 'x', redirectPort: '1', open: false, timeout: '1s', as: 'work' };
		expect(writeLoginLine(words, { flow: 'device-code', moreTime: true })).toBe(
			'graphctl login --device-code --as work',
		);
	});

	it('does not name the person where another one is to be chosen', () => {
		expect(writeLoginLine({ loginHint: 'a@contoso.com' }, { prompt: 'select_account' })).toBe(
			'graphctl login --prompt select_account',
		);
	});

	it('keeps what the error does not change', () => {
		expect(writeLoginLine({ tenant: 't', scopes: ['Mail.Read'] }, { tenant: undefined, cloud: 'usgov' })).toBe(
			'graphctl login --cloud usgov --tenant t --scope Mail.Read',
		);
	});

	it('of an app names what proves it, and nothing that only a person could do', () => {
		const words = {
			clientId: 'id',
			tenant: 't',
			certificate: '/a b.pem',
			loginHint: 'x',
			prompt: 'login',
			open: false,
		};
		expect(
			writeLoginLine({ ...words, flow: 'client-certificate' }, { flow: 'browser', scopes: ['S'], claims: '{}' }),
		).toBe("graphctl login --flow client-certificate --tenant t --client-id id --certificate '/a b.pem'");
		expect(writeLoginLine({ ...words, flow: 'client-secret' }, { tenant: 'other', cloud: 'usgov' })).toBe(
			'graphctl login --flow client-secret --cloud usgov --tenant other --client-id id',
		);
	});
});
