/** Mail that machines and strangers send: notifications, newsletters, invoices, junk. Braces are filled in per message. */
import type { Recipient } from './mail-model.js';

export interface Notice {
	readonly from: Recipient;
	readonly subject: string;
	readonly body: string;
	readonly file?: string;
	/** Newsletter trimmings: tracking pixel, script, unsubscribe link. */
	readonly newsletter?: boolean;
}

export const notices: readonly Notice[] = [
	{
		from: { name: 'Microsoft Planner', address: 'noreply@planner.office365.com' },
		subject: 'You have late tasks!',
		body: 'Hi {first}. You have {n} late tasks.\n- Update risk register ({project})\n- Review price list\n- Book training room\n[Open Planner](https://tasks.office.com/contoso.com/Home/PlannerHub)',
	},
	{
		from: { name: 'SharePoint Online', address: 'no-reply@sharepointonline.com' },
		subject: 'Johanna Lorenz shared “{project} architecture.vsdx” with you',
		body: 'Johanna Lorenz shared a file with you.\nHere’s the document that Johanna Lorenz shared with you. This link works for anyone in Contoso.\n[{project} architecture.vsdx](https://contoso.sharepoint.com/:u:/s/{project}/EXq3)',
	},
	{
		from: { name: 'Azure DevOps', address: 'azuredevops@microsoft.com' },
		subject: '[Build failed] {project}-CI, main, 20{n}.4',
		body: 'Build 20{n}.4 of {project}-CI failed after 4 min 12 s.\n| Stage | Result\n| Restore | succeeded\n| Compile | succeeded\n| Test | failed: {n} of 1,204 tests\n[View results](https://dev.azure.com/contoso/{project}/_build/results?buildId=20{n}4)',
	},
	{
		from: { name: 'Azure DevOps', address: 'azuredevops@microsoft.com' },
		subject: 'PR {n}38: Retry the label printer after a paper jam — approved',
		body: 'Lee Gu approved pull request {n}38 in {project}.\n“Nice and small. One nit: the timeout is in seconds, the name says milliseconds.”\n[View pull request](https://dev.azure.com/contoso/{project}/_git/stores/pullrequest/{n}38)',
	},
	{
		from: { name: 'Contoso Facilities', address: 'facilities@contoso.com' },
		subject: 'Fire drill on {day} at 10:00',
		body: 'There will be a fire drill in buildings 18 to 23 on {day} at 10:00. Please leave the building by the nearest stairs and meet on the south car park.\nThe drill takes about 20 minutes.',
	},
	{
		from: { name: 'Contoso IT Service Desk', address: 'servicedesk@contoso.com' },
		subject: 'Ticket INC00{n}4471 resolved: VPN drops every hour',
		body: 'Your ticket INC00{n}4471 was resolved.\nResolution: the certificate on gateway {n} was renewed. Please restart the VPN client once.\nIf the problem comes back, answer to this mail within 5 days.',
	},
	{
		from: { name: 'Woodgrove Bank', address: 'statements@woodgrovebank.com' },
		subject: 'Your statement for {quarter} is ready',
		body: 'Your account statement is attached as a PDF. The closing balance is {amount}.00.\nWe never ask for your password by e-mail.',
		file: 'Statement.pdf',
	},
	{
		from: { name: 'Northwind Traders Billing', address: 'billing@northwindtraders.com' },
		subject: 'Invoice INV-{n}0417 for {amount}.00',
		body: 'Dear customer,\nplease find attached invoice INV-{n}0417.\n| Position | Amount\n| Consulting, 12 days | {amount}.00\n| Travel | included\nPayable within 30 days.',
		file: 'INV-{n}0417.pdf',
	},
	{
		from: { name: 'Retail Weekly', address: 'news@retailweekly.example' },
		subject: 'The five stores everyone talks about this week',
		body: 'Good morning!\nThis week: a supermarket without shelves, why returns are falling, and a jacket made of mushrooms.\n[Read the story](https://retailweekly.example/w/{n})\n| Chain | Growth\n| Tailspin Toys | +{n} %\n| Proseware | −2 %',
		newsletter: true,
	},
	{
		from: { name: 'Litware Events', address: 'events@litware.example' },
		subject: '🎟️ Last seats: Future of Commerce, {day}',
		body: 'Two days, 40 speakers, one question: what will people still buy in a shop?\n- Keynote by Patti Fernandez\n- Hands-on labs\n- Evening by the lake 🌅\n[Save my seat](https://litware.example/events/{n}?utm_source=mail)',
		newsletter: true,
	},
	{
		from: { name: 'Viva Engage', address: 'notification@engage.mail.microsoft' },
		subject: 'Grady Archie posted in All Company',
		body: 'Grady Archie: “Look what arrived from the printer this morning. The colours are even better than on screen!”\n{n} people liked this.\n[View conversation](https://engage.cloud.microsoft/main/threads/{n}83)',
	},
	{
		from: { name: 'Microsoft Teams', address: 'noreply@email.teams.microsoft.com' },
		subject: 'Alex sent 2 messages to your chat',
		body: 'Hi, your teammates are trying to reach you in Microsoft Teams.\nAlex Wilber: are you in the building?\nAlex Wilber: found it, never mind :)\n[Reply in Teams](https://teams.microsoft.com/l/chat/0/0)',
	},
];

/** Lands in Junk Email. */
export const junk: readonly Notice[] = [
	{
		from: { name: 'Prize Department', address: 'claims@lucky-draw.example' },
		subject: 'CONGRATULATIONS {first}!!! You have been selected',
		body: 'Dear lucky winner,\nyour address was drawn and you receive {amount},000.00. Send us your bank details within 24 hours.\n[CLAIM NOW](http://lucky-draw.example/claim?id={n})',
		newsletter: true,
	},
	{
		from: { name: 'C0ntoso Helpdesk', address: 'helpdesk@c0ntoso-support.example' },
		subject: 'Your mailbox is 99.{n} % full',
		body: 'Your mailbox will be closed today. Confirm your password to keep receiving mail.\n[https://login.contoso.com](http://login.c0ntoso-support.example/)',
		newsletter: true,
	},
	{
		from: { name: 'Dr. Chen', address: 'chen@quick-seo.example' },
		subject: 'Re: your website ranking',
		body: 'Hello Sir/Madam,\nI visited your website and found {n} errors. We put you on page one of every search engine.\nReply “yes” for a quote.',
	},
];

/** People at other companies. */
export const outsiders: readonly Recipient[] = [
	{ name: 'Megan Bowen', address: 'megan.bowen@fabrikam.com' },
	{ name: 'Kai Carter', address: 'kcarter@northwindtraders.com' },
	{ name: 'Amélie Dubois', address: 'amelie.dubois@proseware.com' },
	{ name: 'Jürgen Groß', address: 'juergen.gross@litware.com' },
	{ name: 'Łucja Kamińska', address: 'lucja.kaminska@tailspintoys.com' },
	{ name: 'O’Neill, Seán (Procurement)', address: 'sean.oneill@woodgrovebank.com' },
];
