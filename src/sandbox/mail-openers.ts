/** The newest messages of every mailbox, newest first: what a new user sees before anything else. */
import type { FixedLetter } from './mail-model.js';

export const openers: readonly FixedLetter[] = [
	{
		from: { name: 'Miriam Graham', address: 'MiriamG@contoso.com' },
		subject: 'Northlight launch: final checklist',
		body: 'Hi {first},\nwe are nearly there! Three things are left before Thursday:\n- Window display in the flagship store (Grady)\n- Price labels for the new collection (you)\n- Press kit, German and Japanese versions (Johanna, Sakura)\nThe plan is attached. Call me if anything looks wrong.\n| When | What | Who\n| Wed 14:00 | Dress rehearsal | all\n| Thu 08:00 | Doors open | store team\n| Thu 17:00 | Team dinner | all 🎉\n{me}',
		attachment: 'Northlight checklist.xlsx',
		importance: 'high',
		categories: ['Projects'],
		flagged: true,
		read: false,
	},
	{
		from: { name: 'Alex Wilber', address: 'AlexW@contoso.com' },
		subject: 'Photos from the team day',
		body: 'Hi all,\nthe photos are online. Number 42 is my favourite, somebody please explain the canoe.\n[See the album](https://contoso.sharepoint.com/sites/Retail/TeamDay)\nCheers\n{me}',
		read: false,
		cc: [{ name: 'Grady Archie', address: 'GradyA@contoso.com' }],
	},
	{
		from: { name: 'Megan Bowen', address: 'megan.bowen@fabrikam.com' },
		subject: 'Fabrikam and Contoso: agenda for Tuesday',
		body: 'Dear {first},\nthank you for the good call yesterday. I suggest this agenda for Tuesday:\n- Results of the pilot (15 min)\n- Roll-out to the remaining 38 stores (30 min)\n- Support hours and contacts (15 min)\nWould 10:00 suit you?\nKind regards,\nMegan Bowen\nFabrikam, Inc.',
		read: false,
	},
	{
		from: { name: 'Contoso IT Service Desk', address: 'servicedesk@contoso.com' },
		subject: 'Your new laptop is ready to be picked up',
		body: 'Hello {first},\nyour new laptop is ready. Please come to building 18, room 1004, between 9:00 and 16:00 and bring your badge.\nRequest: REQ0041877',
		read: true,
	},
	{
		from: { name: 'Patti Fernandez', address: 'PattiF@contoso.com' },
		subject: 'Thank you for a great quarter',
		body: 'Dear colleagues,\nwe closed the quarter eleven percent ahead of plan, and our customers rated us higher than ever before. Behind these numbers is a lot of work that nobody sees: late deliveries caught in time, a checkout that did not fail once on the busiest day, forty small repairs in the stores.\nThank you. Please take the Friday afternoon off.\n{me}',
		read: true,
	},
];
