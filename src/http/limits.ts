/** Every limit of the wire has its name here. */
export const JSON_BODY_BYTES_MAX = 1_048_576
/** Fields of a form, without its file. */
export const FORM_BYTES_MAX = 65_536
export const FORM_FIELDS_MAX = 30
export const IMAGE_BYTES_MAX = 8_388_608
export const IMAGE_PIXELS_MAX = 40_000_000
export const REQUEST_TIMEOUT_MS = 120_000
export const HEADERS_TIMEOUT_MS = 15_000
export const KEEP_ALIVE_TIMEOUT_MS = 30_000
/** A connection on which nothing moves for so long is cut: a reader that stands still too. */
export const SOCKET_IDLE_TIMEOUT_MS = 120_000
export const RETRY_AFTER_SECONDS = 2
/** Time a stopping copy gives to requests under way. */
export const DRAIN_TIMEOUT_MS = 10_000
/** How often a stopping copy closes connections that have become idle. */
export const IDLE_CHECK_MS = 50
export const HEALTH_TIMEOUT_MS = 3_000
