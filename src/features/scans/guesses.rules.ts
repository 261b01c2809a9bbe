/**
 * How many well-formed serials with a wrong tag a client may show within a window. A tag has 30
 * bits: at this pace a client needs 2^30 / 60 windows of ten minutes, some 340 years, for one hit
 * on a given stamp. A market hall behind one address meets it only under attack, as mistyped
 * serials fail their check character and are not counted.
 */
export const GUESSES_MAX = 60
export const GUESSES_WINDOW_S = 600

export const GUESSED_TOO_OFTEN = {
  vi: 'Từ mạng này đã có quá nhiều mã không do sổ cấp; tạm dừng tra ít phút.',
  en: 'Too many codes that were never issued came from this network; wait some minutes.',
}
