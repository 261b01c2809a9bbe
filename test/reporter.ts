import Mocha from 'mocha'

const { EVENT_RUN_END } = Mocha.Runner.constants

/**
 * The spec reporter with one plain line at the very end: `N passed, N failed`. A hook that fails
 * counts as failed, like the test it stands for.
 */
class SpecWithSummary extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options)
    runner.once(EVENT_RUN_END, () => {
      const { passes = 0, failures = 0 } = runner.stats ?? {}
      process.stdout.write(`${passes} passed, ${failures} failed\n`)
    })
  }
}

// Mocha requires its reporters, and takes the class itself for what it required.
export { SpecWithSummary as 'module.exports' }
