/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tables/field.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- cleaning */

static size_t blank_before(const char *text, size_t length)
{
    if (length >= 1 && (*text == ' ' || *text == '\t' || *text == '\r' || *text == '\n'))
        return 1;
    return length >= 2 && memcmp(text, "\u00A0", 2) == 0 ? 2 : 0;
}

static size_t blank_behind(const char *text, size_t length)
{
    char last = length >= 1 ? text[length - 1] : 0;
    if (last == ' ' || last == '\t' || last == '\r' || last == '\n')
        return 1;
    return length >= 2 && memcmp(text + length - 2, "\u00A0", 2) == 0 ? 2 : 0;
}

static bool trim(bw_cell *cell)
{
    size_t before = cell->length, step;
    while ((step = blank_before(cell->text, cell->length)) != 0) {
        cell->text += step;
        cell->length -= step;
    }
    while ((step = blank_behind(cell->text, cell->length)) != 0)
        cell->length -= step;
    cell->text[cell->length] = 0;
    return cell->length < before;
}

/* ="00123": how a spreadsheet is made to keep the zeros. */
static void unwrap(bw_cell *cell)
{
    if (cell->length < 3 || memcmp(cell->text, "=\"", 2) != 0 || cell->text[cell->length - 1] != '"')
        return;
    cell->text += 2;
    cell->length -= 3;
    cell->text[cell->length] = 0;
}

/* '=SUM: the exporter's apostrophe before a text that a spreadsheet would take for a formula. */
static void unprefix(bw_cell *cell)
{
    if (cell->text[0] != '\'')
        return;
    char next = cell->text[strspn(cell->text, "'")];
    if (!next || !strchr("=+-@\t\r\n", next))
        return;
    cell->text++;
    cell->length--;
}

bool bw_cell_clean(bw_cell *cell)
{
    bool trimmed = trim(cell);
    unwrap(cell);
    unprefix(cell);
    return trimmed;
}

/* ---- findings */

typedef struct reading {
    bw_field *field;
    const bw_cell *cell;
    int64_t line;
    bw_findings *findings;
} reading;

static void report(const reading *now, bw_severity severity, const char *code, const char *message,
                   const char *remedy)
{
    bw_findings_add(now->findings, (bw_finding){severity, code, now->field->file, now->line, now->field->header,
                                                now->cell->text, message, remedy});
}

/* ---- numbers */

static void report_number(const reading *now, bw_number_answer answer)
{
    const char *message = "expected a number", *remedy = "write a number such as 1234.50";
    if (now->field->column->type == BW_COLUMN_DEGREES)
        remedy = "write decimal degrees such as 41.4034, south and west negative";
    if (answer == BW_NUMBER_GROUPS)
        message = now->field->decimal == ',' ? "expected a number with a decimal comma"
                                             : "expected a number with a decimal point";
    if (answer == BW_NUMBER_GROUPS && now->field->unsettled)
        message = "expected one decimal mark at most, and thousands in groups of three";
    if (answer == BW_NUMBER_TOO_LARGE)
        message = "the number is too large to be held";
    if (answer == BW_NUMBER_SPECIAL)
        message = "NaN, infinities and hexadecimal numbers are refused";
    if (answer == BW_NUMBER_WIDE) {
        message = "the digits are not those of ASCII";
        remedy = "write it with the digits 0 to 9";
    }
    report(now, BW_ERROR, "number-bad", message, remedy);
}

static void read_number(const reading *now, double *value)
{
    const bw_column *column = now->field->column;
    char message[120];
    double number = 0;
    bool percent;
    bw_number_answer answer =
        bw_number_read(now->cell->text, now->cell->length, now->field->decimal, &number, &percent);
    if (answer != BW_NUMBER_GOOD) {
        now->field->refused++;
        report_number(now, answer);
    } else if (percent && column->type != BW_COLUMN_SHARE) {
        report(now, BW_ERROR, "number-bad", "expected an amount, not a percentage", "write the amount itself");
    } else if (number < column->low || number > column->high) {
        snprintf(message, sizeof message, "expected a number from %.10g to %.10g", column->low, column->high);
        report(now, BW_ERROR, "number-range", message,
               "correct the value, or leave the cell empty if it is not known");
    } else {
        *value = number;
    }
}

/* ---- dates */

static void report_date(const reading *now, bw_date_kind kind, const char *expected, const char *remedy)
{
    char message[120];
    snprintf(message, sizeof message, "expected %s", expected);
    if (kind == BW_DATE_NO_SUCH_DAY)
        snprintf(message, sizeof message, "there is no such day");
    if (kind == BW_DATE_SHORT_YEAR)
        snprintf(message, sizeof message, "the year has two digits");
    report(now, BW_ERROR, "date-bad", message, remedy);
}

static void read_day(const reading *now, int32_t *value)
{
    int32_t day;
    bw_date_kind kind = bw_date_read(now->cell->text, now->cell->length, now->field->order, &day);
    if (kind == BW_DATE_DAY || kind == BW_DATE_SERIAL)
        *value = day;
    else
        report_date(now, kind, kind == BW_DATE_MONTH ? "a day, not a month" : "a date such as 2025-03-31",
                    "write it as YYYY-MM-DD");
}

/* A month; with_day: the day of the month behind it, where the cell has one. */
static void read_month(const reading *now, bool with_day, int32_t *value)
{
    int32_t day;
    bw_date_kind kind = bw_date_read(now->cell->text, now->cell->length, now->field->order, &day);
    if (kind >= BW_DATE_DAY)
        *value = bw_month_of_day(day);
    if (with_day && (kind == BW_DATE_DAY || kind == BW_DATE_SERIAL))
        value[1] = day - bw_day_of(*value / 12, *value % 12 + 1, 1) + 1;
    int32_t month, months;
    if (kind < BW_DATE_DAY && bw_period_read(now->cell->text, now->cell->length, &month, &months) && months > 1)
        report_date(now, kind, "a month, not a longer period",
                    "give its months; or its sum once, in its last month, written as YYYY-MM");
    else if (kind < BW_DATE_DAY)
        report_date(now, kind, "a month such as 2025-03", "write it as YYYY-MM");
}

static void read_period(const reading *now, bw_amount_row *row)
{
    int32_t day, length = now->field->column->months;
    bw_date_kind kind = bw_date_read(now->cell->text, now->cell->length, now->field->order, &day);
    if (bw_period_read(now->cell->text, now->cell->length, &row->month, &row->months)) {
        if (length)
            row->months = length;
    } else if (length && kind >= BW_DATE_DAY) {
        row->month = bw_month_of_day(day);
        row->months = length;
    } else {
        report_date(now, kind,
                    length ? "a month such as 2025-03" : "a period such as 2025-03, 2025-Q1, 2025-H1 or 2025",
                    "write the first month as YYYY-MM");
    }
}

/* ---- words */

static bool same_word(const bw_cell *cell, const char *word)
{
    size_t k = 0;
    while (k < cell->length && word[k] && (cell->text[k] | 32) == word[k])
        k++;
    return k == cell->length && !word[k];
}

static void read_bool(const reading *now, bool *value)
{
    static const char *const words[] = {"yes", "true", "1", "y", "t", "x", "no", "false", "0", "n", "f"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (same_word(now->cell, words[k])) {
            *value = k < 6;
            return;
        }
    report(now, BW_ERROR, "bool-bad", "expected yes or no", "write yes or no");
}

static void read_rule(const reading *now, bw_rule_kind *value)
{
    static const char *const words[] = {
        [BW_RULE_LOCK] = "lock", [BW_RULE_FORBID] = "forbid", [BW_RULE_PREFER] = "prefer"};
    for (int k = 0; k < 3; k++)
        if (same_word(now->cell, words[k])) {
            *value = (bw_rule_kind)k;
            return;
        }
    report(now, BW_ERROR, "rule-bad", "expected lock, forbid or prefer", "write lock, forbid or prefer");
}

/* ---- text */

/* Neighbouring records often say the same, so the last text is tried before the pool is asked. */
static bool read_text(const reading *now, const char **value, bw_texts *texts)
{
    bw_field *field = now->field;
    const bw_cell *cell = now->cell;
    if (!field->last || cell->length != field->last_length || memcmp(field->last, cell->text, cell->length) != 0) {
        field->last = bw_texts_keep(texts, cell->text, cell->length);
        field->last_length = cell->length;
    }
    *value = field->last;
    return *value != NULL;
}

static bool read_id(const reading *now, const char **value, bw_texts *texts)
{
    if (bw_id_rounded(now->cell->text))
        report(now, BW_ERROR, "id-rounded", "a spreadsheet has rounded this id: its last digits are lost",
               "export the table again with the id column as text");
    return read_text(now, value, texts);
}

/* ---- missing */

static bool is_spreadsheet_error(const bw_cell *cell)
{
    static const char *const errors[] = {"#N/A",   "#REF!",   "#VALUE!", "#DIV/0!",       "#NAME?", "#NUM!",
                                         "#NULL!", "#SPILL!", "#CALC!",  "#GETTING_DATA", "#FIELD!"};
    for (size_t k = 0; k < sizeof errors / sizeof *errors && cell->text[0] == '#'; k++)
        if (strcmp(cell->text, errors[k]) == 0)
            return true;
    return false;
}

static void report_empty(const reading *now)
{
    char message[120];
    if (!now->field->column->required)
        return;
    snprintf(message, sizeof message, "%s is missing", now->field->column->name);
    report(now, BW_ERROR, "value-missing", message, "fill it in, or remove the record");
}

static bool is_missing(const reading *now)
{
    if (is_spreadsheet_error(now->cell))
        report(now, BW_WARNING, "spreadsheet-error", "a spreadsheet's error value counts as missing",
               "correct the formula and export the table again");
    else if (now->cell->length)
        return false;
    report_empty(now);
    return true;
}

/* In a column whose format is in doubt a cell is read the way it can be, so that what can be read in no way is
   found too. */
static void adapt(bw_field *field, const bw_cell *cell)
{
    double number;
    bool percent;
    int32_t day;
    field->decimal = bw_number_read(cell->text, cell->length, '.', &number, &percent) == BW_NUMBER_GOOD ? '.' : ',';
    field->order = bw_date_read(cell->text, cell->length, BW_DATE_DAY_FIRST, &day) >= BW_DATE_DAY
                       ? BW_DATE_DAY_FIRST
                       : BW_DATE_MONTH_FIRST;
}

bool bw_field_read(bw_field *field, const bw_cell *cell, void *row, bw_texts *texts, bw_findings *findings)
{
    reading now = {field, cell, *(const int64_t *)row, findings};
    void *value = (char *)row + field->column->offset;
    if ((!cell->length || cell->text[0] == '#') && is_missing(&now))
        return true;
    if (field->unsettled)
        adapt(field, cell);
    switch (field->column->type) {
    case BW_COLUMN_ID:
        return read_id(&now, value, texts);
    case BW_COLUMN_TEXT:
    case BW_COLUMN_POSTAL:
        return read_text(&now, value, texts);
    case BW_COLUMN_NUMBER:
    case BW_COLUMN_SHARE:
    case BW_COLUMN_DEGREES:
        read_number(&now, value);
        return true;
    case BW_COLUMN_DATE:
        read_day(&now, value);
        return true;
    case BW_COLUMN_MONTH:
    case BW_COLUMN_DAY_OR_MONTH:
        read_month(&now, field->column->type == BW_COLUMN_DAY_OR_MONTH, value);
        return true;
    case BW_COLUMN_PERIOD:
        read_period(&now, row);
        return true;
    case BW_COLUMN_BOOL:
        read_bool(&now, value);
        return true;
    case BW_COLUMN_RULE:
        read_rule(&now, value);
        return true;
    }
    return true;
}
