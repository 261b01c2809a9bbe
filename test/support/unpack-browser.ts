import chromium from '@sparticuz/chromium'

/**
 * A process of its own: the package writes into the system's temporary folder and changes the
 * environment of whoever loads it. Its parent hands it a folder of its own in TMPDIR.
 */
await chromium.executablePath()
