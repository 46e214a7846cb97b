import { defineConfig } from 'vitest/config';

export default defineConfig({
	define: { GRAPHCTL_VERSION: JSON.stringify('0.0.0-test') },
	test: {
		include: ['test/**/*.test.{ts,tsx}'],
		pool: 'forks',
		maxWorkers: 2,
		testTimeout: 30_000,
		hookTimeout: 60_000,
		reporters: process.env['CI'] ? ['default', ['json', { outputFile: '.cache/test-results.json' }]] : ['default'],
	},
});
