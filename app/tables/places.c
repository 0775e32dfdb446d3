/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tables/places.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

typedef struct table {
    const bw_table_kind *kind;
    const bw_field *fields;
    size_t field_count;
    char *rows;
    size_t row_count;
    const bw_column *latitude, *longitude, *country, *postal;
    const char *latitude_header, *longitude_header;
    bool refused; /* some coordinates are not numbers, and have been reported */
    bw_findings *findings;
} table;

static char *row_at(const table *now, size_t row)
{
    return now->rows + row * now->kind->row_size;
}

static double *number_at(const table *now, size_t row, const bw_column *column)
{
    return (double *)(void *)(row_at(now, row) + column->offset);
}

static const char **text_at(const table *now, size_t row, const bw_column *column)
{
    return (const char **)(void *)(row_at(now, row) + column->offset);
}

/* The field that is read as this column; NULL if there is none. */
static const bw_field *field_of(const table *now, const bw_column *column)
{
    for (size_t k = 0; k < now->field_count && column; k++)
        if (now->fields[k].column == column)
            return &now->fields[k];
    return NULL;
}

static void report(const table *now, bw_severity severity, const char *code, size_t row, const char *header,
                   const char *value, const char *message, const char *remedy)
{
    bw_findings_add(now->findings,
                    (bw_finding){severity, code, now->kind->file, *(const int64_t *)(const void *)row_at(now, row),
                                 header, value, message, remedy});
}

/* ---- coordinates */

/* Where countries lie, roughly: enough to see that a pair is swapped. West, south, east, north. */
static const struct box {
    const char *names;
    double west, south, east, north;
    bool five_digits; /* postal codes have five, and spreadsheets take a leading zero away */
} boxes[] = {
    {"|us|usa|united states|united states of america|", -180, 15, -60, 72, true},
    {"|ca|can|canada|", -142, 41, -52, 84, false},
    {"|mx|mex|mexico|", -119, 14, -86, 33, true},
    {"|br|bra|brazil|", -75, -34, -28, 6, false},
    {"|gb|gbr|uk|united kingdom|great britain|", -9, 49, 2, 61, false},
    {"|ie|irl|ireland|", -11, 51, -5, 56, false},
    {"|de|deu|germany|deutschland|", 5, 47, 16, 56, true},
    {"|fr|fra|france|", -6, 41, 10, 52, true},
    {"|es|esp|spain|", -19, 27, 5, 44, true},
    {"|it|ita|italy|", 6, 35, 19, 48, true},
    {"|nl|nld|netherlands|", 3, 50, 8, 54, false},
    {"|be|bel|belgium|", 2, 49, 7, 52, false},
    {"|ch|che|switzerland|", 5, 45, 11, 48, false},
    {"|at|aut|austria|", 9, 46, 18, 50, false},
    {"|se|swe|sweden|", 10, 55, 25, 70, false},
    {"|pl|pol|poland|", 14, 49, 25, 55, false},
    {"|in|ind|india|", 68, 6, 98, 36, false},
    {"|cn|chn|china|", 73, 17, 136, 54, false},
    {"|jp|jpn|japan|", 122, 23, 147, 46, false},
    {"|au|aus|australia|", 112, -45, 155, -9, false},
    {"|nz|nzl|new zealand|", 165, -48, 180, -33, false},
    {"|za|zaf|south africa|", 16, -36, 34, -21, false},
};

static const struct box globe = {"", -180, -90, 180, 90, false};

static const struct box *box_of(const char *country)
{
    char wanted[64];
    if (!*country || (size_t)snprintf(wanted, sizeof wanted, "|%s|", country) >= sizeof wanted)
        return &globe;
    for (size_t k = 0; k < sizeof boxes / sizeof *boxes; k++)
        if (strcasestr(boxes[k].names, wanted))
            return &boxes[k];
    return &globe;
}

static bool fits(const struct box *box, double latitude, double longitude)
{
    return latitude >= box->south && latitude <= box->north && longitude >= box->west && longitude <= box->east;
}

static const struct box *home(const table *now, size_t row)
{
    return now->country ? box_of(*text_at(now, row, now->country)) : &globe;
}

/* Half a pair, and 0,0 in the Gulf of Guinea, are no place. */
static void drop_missing(const table *now, size_t row, double *latitude, double *longitude)
{
    bool half = isnan(*latitude) != isnan(*longitude);
    bool zero = *latitude == 0 && *longitude == 0;
    if (half && !now->refused)
        report(now, BW_WARNING, "coordinates-half", row,
               isnan(*latitude) ? now->latitude_header : now->longitude_header, "",
               "one coordinate is missing, so the place counts as unknown", "give both coordinates or none");
    if (zero)
        report(now, BW_WARNING, "coordinates-zero", row, now->latitude_header, "0", "0,0 counts as an unknown place",
               "leave both coordinates empty if the place is not known");
    if (half || zero)
        *latitude = *longitude = NAN;
}

/* How many pairs fit as they are but not when swapped, and the other way round. */
static void count_fits(const table *now, size_t *as_is, size_t *swapped)
{
    *as_is = *swapped = 0;
    for (size_t r = 0; r < now->row_count; r++) {
        double latitude = *number_at(now, r, now->latitude), longitude = *number_at(now, r, now->longitude);
        const struct box *box = home(now, r);
        bool straight = fits(box, latitude, longitude), crossed = fits(box, longitude, latitude);
        *as_is += straight && !crossed;
        *swapped += crossed && !straight;
    }
}

static void refuse_swapped(const table *now, size_t swapped, size_t decided)
{
    char message[200], remedy[200];
    snprintf(message, sizeof message,
             "latitude and longitude are swapped: %zu of %zu places fit only the other way round", swapped, decided);
    snprintf(remedy, sizeof remedy, "exchange the headers `%.60s` and `%.60s`", now->latitude_header,
             now->longitude_header);
    bw_findings_add(now->findings, (bw_finding){BW_ERROR, "coordinates-swapped", now->kind->file, 1,
                                                now->latitude_header, "", message, remedy});
}

static void check_place(const table *now, size_t row)
{
    double *latitude = number_at(now, row, now->latitude), *longitude = number_at(now, row, now->longitude);
    const struct box *box = home(now, row);
    char value[80];
    if (isnan(*latitude))
        return;
    snprintf(value, sizeof value, "%.10g, %.10g", *latitude, *longitude);
    if (!fits(box, *latitude, *longitude) && fits(box, *longitude, *latitude)) {
        report(now, BW_WARNING, "coordinates-odd", row, now->latitude_header, value,
               "latitude and longitude look swapped here", "exchange the two values");
    } else if (!fits(&globe, *latitude, *longitude)) {
        report(now, BW_ERROR, "coordinates-range", row, now->latitude_header, value,
               "expected a latitude from -90 to 90 and a longitude from -180 to 180",
               "give degrees (WGS 84), not metres of a map projection, or leave both empty");
    }
    if (!fits(&globe, *latitude, *longitude))
        *latitude = *longitude = NAN;
}

static void check_coordinates(const table *now)
{
    size_t as_is, swapped;
    for (size_t r = 0; r < now->row_count; r++)
        drop_missing(now, r, number_at(now, r, now->latitude), number_at(now, r, now->longitude));
    count_fits(now, &as_is, &swapped);
    if (swapped >= 2 && (double)swapped > 0.9 * (double)(swapped + as_is)) {
        refuse_swapped(now, swapped, swapped + as_is);
        return;
    }
    for (size_t r = 0; r < now->row_count; r++)
        check_place(now, r);
}

/* ---- postal codes */

/* A code of three to five digits, perhaps with `.0` or `-1234` behind, becomes one of five. */
static bool restore_code(const char *text, char code[16])
{
    size_t digits = strspn(text, "0123456789");
    const char *rest = text + digits;
    bool plus_four = *rest == '-' && strspn(rest + 1, "0123456789") == 4 && !rest[5];
    if (strcmp(rest, ".0") == 0)
        rest = "";
    if (digits < 3 || digits > 5 || (*rest && !plus_four))
        return false;
    snprintf(code, 16, "%.*s%.*s%s", (int)(5 - digits), "00", (int)digits, text, rest);
    return strcmp(code, text) != 0;
}

static bool restore_codes(const table *now, bw_texts *texts)
{
    char restored[16], message[80];
    const char *header = field_of(now, now->postal)->header;
    for (size_t r = 0; r < now->row_count; r++) {
        const char **code = text_at(now, r, now->postal);
        if (!box_of(*text_at(now, r, now->country))->five_digits || !restore_code(*code, restored))
            continue;
        snprintf(message, sizeof message, "the postal code had lost its form; read as %s", restored);
        report(now, BW_REPAIRED, "postal-zero", r, header, *code, message, "");
        *code = bw_texts_keep(texts, restored, strlen(restored));
        if (!*code)
            return false;
    }
    return true;
}

/* One coordinate alone is no place. */
static void drop_single(const table *now, const bw_field *single)
{
    bw_findings_add(now->findings, (bw_finding){BW_WARNING, "coordinates-half", now->kind->file, 1, single->header,
                                                "", "the other coordinate is missing, so no place is known",
                                                "give both latitude and longitude, or neither"});
    for (size_t r = 0; r < now->row_count; r++)
        *number_at(now, r, single->column) = NAN;
}

bool bw_places_check(const bw_table_kind *kind, const bw_field *fields, size_t field_count, void *rows,
                     size_t row_count, bw_texts *texts, bw_findings *findings)
{
    table now = {.kind = kind,
                 .fields = fields,
                 .field_count = field_count,
                 .rows = rows,
                 .row_count = row_count,
                 .latitude = bw_column_named(kind, "latitude"),
                 .longitude = bw_column_named(kind, "longitude"),
                 .country = bw_column_named(kind, "country"),
                 .postal = bw_column_named(kind, "postal_code"),
                 .findings = findings};
    const bw_field *latitude = field_of(&now, now.latitude), *longitude = field_of(&now, now.longitude);
    if (latitude && longitude) {
        now.latitude_header = latitude->header;
        now.longitude_header = longitude->header;
        now.refused = latitude->refused || longitude->refused;
        check_coordinates(&now);
    } else if (latitude || longitude) {
        drop_single(&now, latitude ? latitude : longitude);
    }
    return !now.postal || !now.country || !field_of(&now, now.postal) || restore_codes(&now, texts);
}
