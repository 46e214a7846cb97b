/** What the people of the sample company write to each other about. Braces are filled in per conversation. */

/** A conversation: how it starts and what its answers say. */
export interface Topic {
	readonly subject: string;
	/** Markup of `parseBlocks`. */
	readonly opening: string;
	readonly replies: readonly string[];
	/** File names, one of which may be attached to the first message. */
	readonly files?: readonly string[];
	readonly category?: string;
	/** True when people outside the company write it too. */
	readonly external?: boolean;
}

const thanks = 'Thanks {first}, this works for me. I will update the plan this afternoon.\n{me}';
const question =
	'Hi {first},\nLooks good overall. One question: does this already include the numbers from {client}?\nBest,\n{me}';
const later = 'I am out on {day}, can we pick this up on Thursday instead?\n{me}';
const done =
	'Done. The latest version is in the shared folder.\n[Open in SharePoint](https://contoso.sharepoint.com/sites/{project}/Shared%20Documents)\n{me}';

export const topics: readonly Topic[] = [
	{
		subject: '{project}: status and next steps',
		opening:
			'Hi {first},\nHere is where {project} stands this week:\n- Design review finished, two open comments\n- Integration tests at {n} % green\n- Hardware for the pilot arrives on {day}\nThe one risk I see is the delivery from {client}. Shall we talk about a fallback?\nBest regards,\n{me}',
		replies: [thanks, question, later],
		category: 'Projects',
	},
	{
		subject: '{quarter} budget review',
		opening:
			'Hello {first},\nPlease check the figures below before the review on {day}.\n| Area | Plan | Actual\n| Travel | $12,400 | $9,850\n| Hardware | {amount} | $41,200\n| Training | $8,000 | $3,150\nThe full workbook is attached.\nKind regards,\n{me}',
		replies: [question, done, thanks],
		files: ['Budget review.xlsx', 'Budget_{quarter}_draft3.xlsx'],
		category: 'Finance',
	},
	{
		subject: 'Lunch on {day}?',
		opening: 'Hi {first},\nthe new noodle place on Main Street has finally opened. Want to go on {day} at noon?\n{me}',
		replies: ['Yes! Can we make it 12:30?\n{me}', 'I am in 🍜\n{me}', later],
	},
	{
		subject: 'Minutes: {project} steering committee',
		opening:
			'Dear all,\nminutes of today’s meeting:\n- {client} confirmed the scope for phase two\n- Decision: we stay with the current supplier until {quarter}\n- Action {first}: update the risk register by {day}\n- Action {me}: invite the works council\nNext meeting in two weeks, same time.\n{me}',
		replies: [thanks, 'Small correction: the scope is confirmed for phase two *and* three.\n{me}', done],
		files: ['Minutes.docx'],
		category: 'Projects',
	},
	{
		subject: 'Contract renewal with {client}',
		opening:
			'Hi {first},\n{client} sent the signed renewal this morning. The term is 24 months, price as discussed ({amount} per year). Legal asks for one change in section {n}.4 on data processing.\nCould you look at the marked paragraph and tell me whether we can accept it?\nThank you\n{me}',
		replies: [question, 'Section {n}.4 is fine with me, please go ahead.\n{me}', thanks],
		files: ['Renewal_signed.pdf', 'Renewal_redline.docx'],
		category: 'Legal',
		external: true,
	},
	{
		subject: 'Interview feedback: senior designer',
		opening:
			'Hi {first},\nI spoke with the second candidate today. Strong portfolio, very clear about trade-offs, a bit less experience with accessibility than I had hoped.\nMy recommendation: invite to the on-site round. What do you think?\n{me}',
		replies: ['Agreed, let us invite them for {day}.\n{me}', later],
	},
	{
		subject: 'Order {n}4-1182: delivery moved to {day}',
		opening:
			'Dear {first},\nunfortunately our carrier has moved the delivery of order {n}4-1182 to {day}. We are sorry for the delay and have reduced the shipping cost to zero.\n| Item | Quantity | Status\n| Shelf unit, oak | 24 | in transit\n| Price label holder | 400 | delivered\nPlease let us know if this does not work for you.\nSincerely,\n{me}',
		replies: ['Thank you for letting us know, {day} is fine.\n{me}', question],
		external: true,
	},
	{
		subject: 'Draft of the {quarter} newsletter',
		opening:
			'Hi {first},\nthe draft is ready for your comments. I still need a picture of the team in {project} and a quote from you, two sentences are enough.\n[Read the draft](https://contoso.sharepoint.com/sites/Newsletter/draft.docx)\nDeadline is {day}.\n{me}',
		replies: [
			'Quote: “We asked forty customers what annoys them most, and then we fixed that first.” OK?\n{me}',
			thanks,
		],
		files: ['Newsletter draft.docx'],
	},
	{
		subject: 'Can you cover for me on {day}?',
		opening:
			'Hi {first},\nI have to pick up my daughter from school on {day} and will miss the call with {client}. Could you take it? My notes are attached.\nI owe you one!\n{me}',
		replies: ['Sure, no problem at all.\n{me}', 'Sorry, I am double-booked. Maybe Alex can?\n{me}'],
		files: ['Call notes.one'],
	},
	{
		subject: 'Production incident #{n}71: checkout slow',
		opening:
			'Team,\nsince 09:40 UTC the checkout answers in more than 4 seconds for about {n} % of requests.\n- Cause: connection pool exhausted after the {project} release\n- Mitigation: pool raised from 50 to 200, rollback prepared\n- Customer impact: slow pages, no lost orders\nNext update in 30 minutes.\n{me}',
		replies: [
			'Pool change is live in all regions, p95 is back at 310 ms. Watching for another hour.\n{me}',
			'Closing this. The review is on {day}, please add your notes to the timeline.\n{me}',
		],
		category: 'Incident',
	},
	{
		subject: 'Fabric samples for the spring collection',
		opening:
			'Hi {first},\nthe samples from {client} are on your desk. My favourites are 2 and {n}. Number 8 feels too stiff for jackets.\nCould you choose until {day}? The mill needs two weeks.\n{me}',
		replies: ['2 and {n} it is. Please order 40 metres each.\n{me}', question],
		files: ['IMG_2041.jpg', 'Colour card.pdf'],
		external: true,
	},
	{
		subject: 'Onboarding plan for our new colleague',
		opening:
			'Hello {first},\nour new colleague starts on {day}. I have prepared:\n- Laptop and badge (IT, ordered)\n- Desk next to Grady\n- Introduction to {project} in week one\n- Lunch with the team on the first day\nAnything missing?\n{me}',
		replies: ['Maybe a tour of the warehouse? Otherwise perfect.\n{me}', thanks],
		files: ['Onboarding checklist.docx'],
	},
	{
		subject: 'Customer feedback from {client}',
		opening:
			'Hi {first},\n{client} sent a long and very friendly review of the pilot. The short version: they love the speed, they dislike the label printer, and they would like dark mode.\n“We saved about {n} hours a week in the stock room.”\nMay I forward it to the whole team?\n{me}',
		replies: ['Please do! And ask whether we may quote them.\n{me}', thanks],
		external: true,
	},
	{
		subject: 'Travel to Munich, {day}',
		opening:
			'Hi {first},\nflights and hotel are booked:\n| Flight | Departs | Arrives\n| LH 453 | LAX 15:25 | MUC 11:20\n| LH 452 | MUC 12:10 | LAX 14:55\nHotel near the main station, breakfast included. Train tickets to {client} are attached.\nSafe travels\n{me}',
		replies: [thanks, 'Could you move the return flight to the evening?\n{me}'],
		files: ['Itinerary.pdf', 'Tickets.pdf'],
	},
	{
		subject: 'Security training: please finish by {day}',
		opening:
			'Hi {first},\nthe yearly security training is still open for {n} people in your team. It takes about 25 minutes.\n[Start the training](https://learn.contoso.com/security)\nThank you for your help,\n{me}',
		replies: ['All done now, sorry for the delay.\n{me}', 'Reminded everybody in our stand-up.\n{me}'],
	},
	{
		subject: 'Price list {quarter} — approval needed',
		opening:
			'Hi {first},\nattached is the price list for {quarter}. The changes against last quarter are marked in yellow, the average increase is {n}.2 %.\nI need your approval before {day}, then I send it to {client} and the other partners.\nRegards,\n{me}',
		replies: ['Approved.\n{me}', question, done],
		files: ['Price list.xlsx'],
		category: 'Finance',
	},
	{
		subject: 'Feedback on the store layout',
		opening:
			'Hi {first},\nI walked through the store on Fifth this morning. The new entrance works well, but the queue at the till blocks the way to the fitting rooms.\nSketch attached, what do you think about moving the till two metres to the left?\n{me}',
		replies: ['Simple and good. Let us try it on {day} before opening.\n{me}', question],
		files: ['Layout sketch.png'],
	},
	{
		subject: 'Workshop agenda: {project} with {client}',
		opening:
			'Hello {first},\nproposed agenda for {day}:\n| Time | Topic | Who\n| 09:00 | Welcome, goals | {me}\n| 09:30 | Process walk-through | {client}\n| 11:00 | Open questions | all\n| 12:30 | Lunch | \n| 13:30 | Plan for {quarter} | {first}\nPlease send changes until tomorrow noon.\n{me}',
		replies: [thanks, 'Could we start at 9:30? The train arrives at 9:05.\n{me}', done],
		external: true,
	},
];

/** Words for the braces. */
export const topicWords = {
	project: ['Northlight', 'Blue Harbor', 'Atlas', 'Store 2.0', 'Meadow', 'Kestrel'],
	client: ['Fabrikam', 'Northwind Traders', 'Tailspin Toys', 'Litware', 'Proseware', 'Woodgrove Bank'],
	day: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'],
	quarter: ['Q1', 'Q2', 'Q3', 'Q4'],
	n: ['3', '5', '7', '9', '12', '18'],
	amount: ['$18,500', '$42,000', '$27,900', '$63,250'],
} as const;
