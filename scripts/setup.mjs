// Makes a clone ready to run: packages, build, mongod. Runs before every npm command.
// This first file keeps to syntax that any Node with modules can read, to be able to say what is
// wrong with an older one.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`sotem: cần Node.js 20.19 trở lên, máy này đang có ${process.versions.node}.`)
  console.error(`sotem: Node.js 20.19 or newer is needed, this is ${process.versions.node}.`)
  process.exit(1)
}

const { setUp } = await import('./setup/set-up.mjs')
process.exitCode = await setUp()
