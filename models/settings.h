/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All settings of a run, one field per line of settings.def. The struct, its defaults, the
 * checks of bw_settings_set, the help text and the scenario files all come from that table.
 */
#ifndef BW_MODELS_SETTINGS_H
#define BW_MODELS_SETTINGS_H

#include "models/base.h"

typedef enum bw_window_kind { BW_WINDOWS_ELASTIC, BW_WINDOWS_HARD } bw_window_kind;
typedef enum bw_calendar_kind {
    BW_CALENDAR_MONTHS, BW_CALENDAR_445, BW_CALENDAR_454, BW_CALENDAR_544
} bw_calendar_kind;
typedef enum bw_weekday {
    BW_SUNDAY, BW_MONDAY, BW_TUESDAY, BW_WEDNESDAY, BW_THURSDAY, BW_FRIDAY, BW_SATURDAY
} bw_weekday;
typedef enum bw_forecast_choice {
    BW_FORECAST_AUTO, BW_FORECAST_SNAIVE, BW_FORECAST_ETS, BW_FORECAST_THETA, BW_FORECAST_INTERMITTENT,
    BW_FORECAST_ROBUST, BW_FORECAST_SES, BW_FORECAST_SBA, BW_FORECAST_TSB, BW_FORECAST_ADIDA
} bw_forecast_choice;
typedef enum bw_agreement {
    BW_AGREE_MINT, BW_AGREE_WLS, BW_AGREE_STRUCTURAL, BW_AGREE_OLS, BW_AGREE_BOTTOM_UP
} bw_agreement;

struct bw_settings {
#define NUMBER(name, stage, initial, low, high, unit, help) double name;
#define INTEGER(name, stage, initial, low, high, unit, help) int32_t name;
#define BOOL(name, stage, initial, help) bool name;
#define CHOICE(name, stage, type, initial, choices, help) int32_t name; /* holds a value of `type` */
#define TEXT(name, stage, initial, help) char name[1024];
#define MONTH(name, stage, help) int32_t name;
#include "models/settings.def"
#undef NUMBER
#undef INTEGER
#undef BOOL
#undef CHOICE
#undef TEXT
#undef MONTH
};

/** The text between `;` number `index` of a list setting, spaces trimmed. Returns false past the end
 *  or when it does not fit. An empty list has no items. */
bool bw_list_item(const char *list, int index, char *item, size_t size);

/** The tolerance of a measure: its own, or the common one. */
double bw_settings_tolerance(const bw_settings *settings, bw_measure measure);

/** The measures to balance, in the order given. Errors: BW_USAGE for an unknown or repeated name. */
bw_status bw_settings_measures(const bw_settings *settings, bw_measure measures[BW_MEASURES_MAX], int32_t *count,
                               bw_error *error);

#endif
