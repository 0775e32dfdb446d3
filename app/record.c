/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/record.h"

static void member_put(bw_json *json, const bw_member *member, const void *place)
{
    bw_json_name(json, member->name);
    switch (member->kind) {
    case BW_MEMBER_TEXT: bw_json_text(json, *(const char *const *)place); break;
    case BW_MEMBER_CHARS: bw_json_text(json, place); break;
    case BW_MEMBER_NUMBER: bw_json_number(json, *(const double *)place); break;
    case BW_MEMBER_COUNT: bw_json_integer(json, *(const int32_t *)place); break;
    case BW_MEMBER_BOOL: bw_json_bool(json, *(const bool *)place); break;
    }
}

void bw_members_put(bw_json *json, const void *record, size_t count, const bw_member *members)
{
    for (size_t k = 0; k < count; k++)
        member_put(json, &members[k], (const char *)record + members[k].offset);
}

void bw_record_put(bw_json *json, const void *record, size_t count, const bw_member *members)
{
    bw_json_open(json, '{');
    bw_members_put(json, record, count, members);
    bw_json_close(json, '}');
}
