/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tables/numbers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS_MAX 400 /* of one number, exponent aside; more is not a number that anybody means */

/* ---- marks around and inside a number */

typedef struct mark {
    const char *text;
    size_t length;
} mark;

#define MARK(text)                                                                                                   \
    {                                                                                                                \
        text, sizeof(text) - 1                                                                                       \
    }

/* Signs first: only codes must be followed by the end of a word. */
static const mark currencies[] = {
    MARK(""),    MARK("$"),   MARK("\u20AC"), MARK("\u00A3"), MARK("\u00A5"), MARK("\u20B9"), MARK("US$"),
    MARK("C$"),  MARK("A$"),  MARK("R$"),     MARK("USD"),    MARK("EUR"),    MARK("GBP"),    MARK("CHF"),
    MARK("JPY"), MARK("CAD"), MARK("AUD"),    MARK("NZD"),    MARK("SEK"),    MARK("NOK"),    MARK("DKK"),
    MARK("PLN"), MARK("CZK"), MARK("HUF"),    MARK("INR"),    MARK("CNY"),    MARK("BRL"),    MARK("MXN"),
    MARK("ZAR"), MARK("SGD"), MARK("HKD"),    MARK("KRW"),    MARK("Fr."),    MARK("kr"),     MARK("z\u0142"),
};
#define CURRENCY_COUNT ((int)(sizeof currencies / sizeof *currencies))

static const mark blanks[] = {MARK(" "), MARK("\u00A0"), MARK("\u202F"), MARK("\u2009"), MARK("\t")};
static const mark apostrophes[] = {MARK("'"), MARK("\u2019")};

const char *bw_currency_name(int currency)
{
    return currencies[currency].text;
}

/* The length of the mark at text, 0 if none of them is there. */
static size_t mark_at(const char *text, const char *end, const mark *marks, size_t count)
{
    for (size_t k = 0; k < count; k++)
        if ((size_t)(end - text) >= marks[k].length && memcmp(text, marks[k].text, marks[k].length) == 0)
            return marks[k].length;
    return 0;
}

static size_t blank_at(const char *text, const char *end)
{
    return mark_at(text, end, blanks, sizeof blanks / sizeof *blanks);
}

/* The longest currency at text, 0 if there is none. */
static int currency_at(const char *text, const char *end)
{
    int found = 0;
    for (int k = 1; k < CURRENCY_COUNT; k++)
        if (currencies[k].length > currencies[found].length && mark_at(text, end, &currencies[k], 1))
            found = k;
    return found;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* ---- the parts of a cell */

typedef struct parts {
    bool negative, percent, parenthesised, sign_behind;
    int currency;
    const char *core, *core_end; /* from the first digit or mark to the last */
    int exponent;
} parts;

/* What stands before the digits: signs, blanks, a currency, an opening parenthesis. */
static const char *read_front(const char *at, const char *end, parts *found, bool *open)
{
    bool signed_already = false;
    while (at < end && !is_digit(*at) && *at != '.' && *at != ',') {
        size_t blank = blank_at(at, end);
        int currency = currency_at(at, end);
        if (blank) {
            at += blank;
        } else if (currency && !found->currency) {
            found->currency = currency;
            at += currencies[currency].length;
        } else if (*at == '(' && !*open && !signed_already) {
            *open = true;
            at++;
        } else if ((*at == '-' || *at == '+') && !signed_already && !*open) {
            found->negative = *at == '-';
            signed_already = true;
            at++;
        } else if (end - at >= 3 && memcmp(at, "\u2212", 3) == 0 && !signed_already && !*open) {
            found->negative = signed_already = true;
            at += 3;
        } else {
            return NULL;
        }
    }
    return at;
}

/* The bytes of one separator inside a number: a point, a comma, an apostrophe or a blank that is followed
   by a digit. */
static size_t separator_at(const char *at, const char *end)
{
    if (*at == '.' || *at == ',')
        return 1;
    size_t length = mark_at(at, end, apostrophes, 2);
    if (!length)
        length = blank_at(at, end);
    return length && at + length < end && is_digit(at[length]) ? length : 0;
}

static const char *read_core(const char *at, const char *end, parts *found)
{
    bool digits = false;
    found->core = at;
    while (at < end) {
        size_t step = is_digit(*at) ? 1 : separator_at(at, end);
        if (!step)
            break;
        digits |= is_digit(*at);
        at += step;
    }
    found->core_end = at;
    return digits ? at : NULL;
}

static const char *read_exponent(const char *at, const char *end, parts *found)
{
    if (at == end || (*at != 'e' && *at != 'E'))
        return at;
    const char *digit = at + 1 + (at + 1 < end && (at[1] == '-' || at[1] == '+'));
    if (digit >= end || !is_digit(*digit))
        return at;
    int exponent = 0;
    for (; digit < end && is_digit(*digit); digit++)
        exponent = exponent < 100000 ? 10 * exponent + (*digit - '0') : exponent;
    found->exponent = at[1] == '-' ? -exponent : exponent;
    return digit;
}

/* What stands behind the digits: blanks, a currency, percent, a sign, a closing parenthesis. */
static bool read_back(const char *at, const char *end, parts *found, bool open)
{
    while (at < end) {
        size_t blank = blank_at(at, end);
        int currency = currency_at(at, end);
        if (blank) {
            at += blank;
        } else if (currency && !found->currency) {
            found->currency = currency;
            at += currencies[currency].length;
        } else if (*at == '%' && !found->percent) {
            found->percent = true;
            at++;
        } else if (*at == '-' && !found->negative && !open) {
            found->negative = found->sign_behind = true;
            at++;
        } else if (*at == ')' && open) {
            found->negative = found->parenthesised = true;
            open = false;
            at++;
        } else {
            return false;
        }
    }
    return !open;
}

static bool split(const char *text, size_t length, parts *found)
{
    const char *end = text + length;
    bool open = false;
    *found = (parts){0};
    const char *at = read_front(text, end, found, &open);
    at = at ? read_core(at, end, found) : NULL;
    return at && read_back(read_exponent(at, end, found), end, found, open);
}

/* ---- the digits of a number */

typedef struct digits {
    char text[DIGITS_MAX + 1];
    size_t count;
    int scale; /* of them behind the decimal mark */
    bool grouped;
} digits;

/* Copies the digits of the core, and counts those behind the decimal mark. False when thousands do not stand in
   groups of three behind a first group of one to three that does not begin with 0, all with the same mark, or when
   they stand before an exponent. */
static bool take_digits(const parts *found, char decimal, digits *taken)
{
    size_t in_group = 0, separator_length = 0;
    const char *separator = NULL;
    bool fraction = false;
    *taken = (digits){.count = 0};
    for (const char *at = found->core; at < found->core_end;) {
        if (is_digit(*at)) {
            if (taken->count == DIGITS_MAX)
                return false;
            taken->text[taken->count++] = *at++;
            taken->scale += fraction;
            in_group++;
            continue;
        }
        if (fraction || (taken->grouped && in_group != 3))
            return false;
        if (*at == decimal) {
            fraction = true;
            at++;
            continue;
        }
        size_t step = separator_at(at, found->core_end);
        if (in_group == 0 || in_group > 3 || found->exponent || *found->core == '0'
            || (separator && (step != separator_length || memcmp(at, separator, step) != 0)))
            return false;
        separator = at;
        separator_length = step;
        taken->grouped = true;
        in_group = 0;
        at += step;
    }
    taken->text[taken->count] = 0;
    return fraction || !taken->grouped || in_group == 3;
}

/* ---- the survey */

static void note(int64_t *line, char cell[32], int64_t here, const char *text, size_t length)
{
    if (*line)
        return;
    *line = here;
    size_t kept = length < 31 ? length : 31;
    while (kept && kept < length && ((unsigned char)text[kept] & 0xC0) == 0x80)
        kept--;
    memcpy(cell, text, kept);
    cell[kept] = 0;
}

static bool has_mark(const parts *found)
{
    const char *at = found->core;
    while (at < found->core_end && is_digit(*at))
        at++;
    return at < found->core_end;
}

/* What a number proves: '.' or ',' when it can be read with that decimal mark alone, '?' when with both and they
   make a difference, 0 when it says nothing. */
static char prove(const parts *found, bool *grouped)
{
    digits point, comma;
    *grouped = false;
    if (!has_mark(found))
        return 0;
    bool with_point = take_digits(found, '.', &point), with_comma = take_digits(found, ',', &comma);
    if (with_point && with_comma) {
        *grouped = point.grouped && comma.grouped;
        return point.scale != comma.scale ? '?' : 0;
    }
    *grouped = with_point ? point.grouped : with_comma && comma.grouped;
    return with_point ? '.' : with_comma ? ',' : 0;
}

void bw_number_look(bw_number_survey *survey, const char *text, size_t length, int64_t line)
{
    parts found;
    bool grouped;
    if (!split(text, length, &found))
        return;
    survey->cells++;
    char proof = prove(&found, &grouped);
    if (proof == '.')
        note(&survey->point_line, survey->point_cell, line, text, length);
    if (proof == ',')
        note(&survey->comma_line, survey->comma_cell, line, text, length);
    if (proof == '?') {
        if (!survey->unclear_line)
            survey->unclear_mark = memchr(found.core, '.', (size_t)(found.core_end - found.core)) ? '.' : ',';
        note(&survey->unclear_line, survey->unclear_cell, line, text, length);
    }
    survey->grouped += grouped;
    survey->parenthesised += found.parenthesised;
    survey->sign_behind += found.sign_behind;
    survey->percent += found.percent;
    if (!found.currency)
        return;
    if (!survey->currency)
        survey->currency = found.currency;
    if (found.currency != survey->currency)
        note(&survey->currency_line, survey->currency_cell, line, text, length);
}

bw_decimal bw_number_decimal(const bw_number_survey *survey)
{
    if (survey->point_line && survey->comma_line)
        return BW_DECIMAL_MIXED;
    if (survey->point_line)
        return BW_DECIMAL_POINT;
    if (survey->comma_line)
        return BW_DECIMAL_COMMA;
    return survey->unclear_line ? BW_DECIMAL_UNCLEAR : BW_DECIMAL_FREE;
}

/* ---- one cell */

/* digits x 10^exponent, correctly rounded: exact in double arithmetic when both fit (Clinger 1990),
   else by strtod on text without a decimal mark, which reads alike in every locale. */
static double compose(const digits *taken, int exponent)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (taken->count <= 15 && exponent >= -22 && exponent <= 22) {
        int64_t whole = 0;
        for (size_t k = 0; k < taken->count; k++)
            whole = 10 * whole + (taken->text[k] - '0');
        return exponent < 0 ? (double)whole / powers[-exponent] : (double)whole * powers[exponent];
    }
    char text[DIGITS_MAX + 16];
    snprintf(text, sizeof text, "%se%d", taken->text, exponent);
    return strtod(text, NULL);
}

/* Full-width digits U+FF10 to U+FF19, Arabic-Indic ones U+0660 to U+0669. */
static bool has_other_digits(const unsigned char *text, size_t length)
{
    for (size_t k = 0; k + 1 < length; k++) {
        if (text[k] == 0xD9 && text[k + 1] >= 0xA0 && text[k + 1] <= 0xA9)
            return true;
        if (k + 2 < length && text[k] == 0xEF && text[k + 1] == 0xBC && text[k + 2] >= 0x90 && text[k + 2] <= 0x99)
            return true;
    }
    return false;
}

/* Why a cell that does not split is not a number. */
static bw_number_answer blame(const char *text, size_t length)
{
    static const char *const specials[] = {"nan", "inf", "infinity", "1.#inf", "1.#ind", "1.#qnan"};
    char small[16] = "";
    size_t kept = 0;
    for (size_t k = 0; k < length && kept < sizeof small - 1; k++)
        if (text[k] != '-' && text[k] != '+')
            small[kept++] = text[k] >= 'A' && text[k] <= 'Z' ? (char)(text[k] + 32) : text[k];
    small[kept] = 0;
    for (size_t k = 0; k < sizeof specials / sizeof *specials; k++)
        if (strcmp(small, specials[k]) == 0)
            return BW_NUMBER_SPECIAL;
    if (small[0] == '0' && small[1] == 'x')
        return BW_NUMBER_SPECIAL;
    return has_other_digits((const unsigned char *)text, length) ? BW_NUMBER_WIDE : BW_NUMBER_BAD;
}

bw_number_answer bw_number_read(const char *text, size_t length, char decimal, double *value, bool *percent)
{
    parts found;
    digits taken;
    *percent = false;
    if (!split(text, length, &found))
        return blame(text, length);
    if (!take_digits(&found, decimal, &taken))
        return BW_NUMBER_GROUPS;
    double size = compose(&taken, found.exponent - taken.scale);
    if (!isfinite(size))
        return BW_NUMBER_TOO_LARGE;
    *percent = found.percent;
    size = found.percent ? size / 100 : size;
    *value = found.negative ? -size : size;
    return BW_NUMBER_GOOD;
}
