/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tables/field.h"

#include <stdio.h>
#include <string.h>

#define DECIMAL_REMEDY "say which it is: --decimal . or --decimal , (or write the numbers without thousands)"
#define ORDER_REMEDY "say which it is: --dates dmy or --dates mdy (or write dates as 2025-03-31)"

void bw_field_look(bw_field *field, const bw_cell *cell, int64_t line)
{
    switch (field->column->type) {
    case BW_COLUMN_NUMBER:
    case BW_COLUMN_SHARE:
    case BW_COLUMN_DEGREES:
        bw_number_look(&field->numbers, cell->text, cell->length, line);
        return;
    case BW_COLUMN_DATE:
    case BW_COLUMN_MONTH:
    case BW_COLUMN_DAY_OR_MONTH:
    case BW_COLUMN_PERIOD:
        bw_date_look(&field->dates, cell->text, cell->length, line);
        return;
    default:
        return;
    }
}

static void report(bw_findings *findings, const bw_field *field, bw_severity severity, const char *code, int64_t line,
                   const char *value, const char *message, const char *remedy)
{
    bw_findings_add(findings, (bw_finding){severity, code, field->file, line, field->header, value, message, remedy});
}

/* ---- numbers */

static bool is_number(const bw_field *field)
{
    return field->column && field->column->type >= BW_COLUMN_NUMBER && field->column->type <= BW_COLUMN_DEGREES;
}

/* The decimal mark that the file's other columns prove; 0 when none does or they differ. */
static char file_decimal(const bw_field *fields, size_t count)
{
    bool point = false, comma = false;
    for (size_t k = 0; k < count; k++) {
        bw_decimal proof = is_number(&fields[k]) ? bw_number_decimal(&fields[k].numbers) : BW_DECIMAL_FREE;
        point |= proof == BW_DECIMAL_POINT;
        comma |= proof == BW_DECIMAL_COMMA;
    }
    return point == comma ? 0 : point ? '.' : ',';
}

/* The mark of a column whose cells are all like 1,234; 0 when nothing settles it. */
static char settle_unclear(bw_field *field, char of_file)
{
    if (field->column->type != BW_COLUMN_NUMBER) /* degrees and shares have no thousands */
        return field->numbers.unclear_mark;
    return of_file;
}

static void refuse_unclear(bw_field *field, bw_findings *findings)
{
    char message[200];
    const bw_number_survey *seen = &field->numbers;
    snprintf(message, sizeof message,
             "every number with a %s has exactly three digits behind it: thousands cannot be told from decimals",
             seen->unclear_mark == '.' ? "point" : "comma");
    field->unsettled = true;
    report(findings, field, BW_ERROR, "number-ambiguous", seen->unclear_line, seen->unclear_cell, message,
           DECIMAL_REMEDY);
}

static void refuse_mixed(bw_field *field, bw_findings *findings)
{
    char message[240];
    const bw_number_survey *seen = &field->numbers;
    bool point_later = seen->point_line > seen->comma_line;
    snprintf(message, sizeof message, "here the decimal mark is a %s, but line %lld has `%s`",
             point_later ? "point" : "comma", (long long)(point_later ? seen->comma_line : seen->point_line),
             point_later ? seen->comma_cell : seen->point_cell);
    field->unsettled = true;
    report(findings, field, BW_ERROR, "number-mixed", point_later ? seen->point_line : seen->comma_line,
           point_later ? seen->point_cell : seen->comma_cell, message, "write all numbers of a column alike");
}

static void check_currency(bw_field *field, bw_findings *findings)
{
    char message[160];
    if (!field->numbers.currency_line)
        return;
    snprintf(message, sizeof message, "this amount is in another currency than the column's first, %s",
             bw_currency_name(field->numbers.currency));
    report(findings, field, BW_ERROR, "number-currency", field->numbers.currency_line, field->numbers.currency_cell,
           message, "convert all amounts to one currency");
}

/* Says what was assumed where the numbers are not plain, or where the column alone does not prove it. */
static void note_number_format(const bw_field *field, bool guessed, bw_findings *findings)
{
    const bw_number_survey *seen = &field->numbers;
    char message[240];
    bool thousands = seen->grouped || (seen->unclear_line && seen->unclear_mark != field->decimal);
    if (field->decimal == '.' && !thousands && !guessed && !seen->currency && !seen->parenthesised
        && !seen->sign_behind)
        return;
    snprintf(message, sizeof message, "read with a decimal %s%s%s%s%s%s", field->decimal == '.' ? "point" : "comma",
             thousands ? ", thousands separated" : "", seen->currency ? ", currency " : "",
             bw_currency_name(seen->currency), seen->parenthesised ? ", (1) as -1" : "",
             seen->sign_behind ? ", 1- as -1" : "");
    report(findings, field, BW_NOTE, "number-format", 0, "", message, "");
}

static void settle_number(bw_field *field, char of_file, const bw_read_options *options, bw_findings *findings)
{
    bw_decimal proof = bw_number_decimal(&field->numbers);
    field->decimal = proof == BW_DECIMAL_COMMA ? ',' : '.';
    if (options->decimal)
        field->decimal = options->decimal;
    else if (proof == BW_DECIMAL_UNCLEAR)
        field->decimal = settle_unclear(field, of_file);
    check_currency(field, findings);
    if (!options->decimal && proof == BW_DECIMAL_MIXED)
        refuse_mixed(field, findings);
    else if (!field->decimal)
        refuse_unclear(field, findings);
    else if (proof != BW_DECIMAL_FREE || field->numbers.cells)
        note_number_format(field, proof == BW_DECIMAL_UNCLEAR && field->column->type == BW_COLUMN_NUMBER, findings);
}

/* ---- dates */

static void refuse_order(bw_field *field, bw_findings *findings)
{
    char message[240];
    const bw_date_survey *seen = &field->dates;
    bool mixed = field->order == BW_DATE_MIXED;
    bool day_later = seen->day_first_line > seen->month_first_line;
    if (mixed)
        snprintf(message, sizeof message, "here the %s comes first, but line %lld has `%s`",
                 day_later ? "day" : "month", (long long)(day_later ? seen->month_first_line : seen->day_first_line),
                 day_later ? seen->month_first_cell : seen->day_first_cell);
    else
        snprintf(message, sizeof message,
                 "every date of the column can be read with the day first and with the month first");
    field->unsettled = true;
    int64_t line = !mixed ? seen->unclear_line : day_later ? seen->day_first_line : seen->month_first_line;
    const char *cell = !mixed ? seen->unclear_cell : day_later ? seen->day_first_cell : seen->month_first_cell;
    report(findings, field, BW_ERROR, mixed ? "date-mixed" : "date-ambiguous", line, cell, message,
           mixed ? "write all dates of a column alike, best as 2025-03-31" : ORDER_REMEDY);
}

static void settle_date(bw_field *field, const bw_read_options *options, bw_findings *findings)
{
    field->order = bw_date_survey_order(&field->dates);
    if (field->order != BW_DATE_FREE && options->day_order)
        field->order = options->day_order == 'm' ? BW_DATE_MONTH_FIRST : BW_DATE_DAY_FIRST;
    if (field->order == BW_DATE_UNCLEAR || field->order == BW_DATE_MIXED)
        refuse_order(field, findings);
    else if (field->order != BW_DATE_FREE)
        report(findings, field, BW_NOTE, "date-format", 0, "",
               field->order == BW_DATE_DAY_FIRST ? "read with the day first" : "read with the month first", "");
    if (field->dates.serials)
        report(findings, field, BW_NOTE, "date-serial", 0, "",
               "numbers such as 45000 are read as a spreadsheet's serial days", "");
}

void bw_fields_settle(bw_field *fields, size_t count, const bw_read_options *options, bw_findings *findings)
{
    char of_file = file_decimal(fields, count);
    for (size_t k = 0; k < count; k++) {
        bw_field *field = &fields[k];
        if (is_number(field))
            settle_number(field, of_file, options, findings);
        else if (field->column && field->column->type >= BW_COLUMN_DATE && field->column->type <= BW_COLUMN_PERIOD)
            settle_date(field, options, findings);
    }
}
