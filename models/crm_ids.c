/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/crm_ids.h"

#include <string.h>

#define SHORT_LENGTH 15
#define LONG_LENGTH 18

static bool is_alphanumeric(const char *text, size_t length)
{
    bool letter = false;
    for (size_t k = 0; k < length; k++) {
        char lower = (char)(text[k] | 0x20);
        bool is_letter = lower >= 'a' && lower <= 'z';
        if (!is_letter && !(text[k] >= '0' && text[k] <= '9'))
            return false;
        letter = letter || is_letter;
    }
    return letter; /* digits alone are somebody's numbers */
}

static void lengthen(const char *id, char made[BW_CRM_ID_ROOM])
{
    static const char marks[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    memcpy(made, id, SHORT_LENGTH);
    for (int group = 0; group < 3; group++) {
        unsigned capitals = 0;
        for (int k = 0; k < 5; k++)
            if (id[5 * group + k] >= 'A' && id[5 * group + k] <= 'Z')
                capitals |= 1u << k;
        made[SHORT_LENGTH + group] = marks[capitals];
    }
    made[LONG_LENGTH] = 0;
}

bool bw_crm_id_other(const char *id, char other[BW_CRM_ID_ROOM])
{
    size_t length = strlen(id);
    if ((length != SHORT_LENGTH && length != LONG_LENGTH) || !is_alphanumeric(id, SHORT_LENGTH))
        return false;
    lengthen(id, other);
    if (length == SHORT_LENGTH)
        return true;
    bool sound = memcmp(other + SHORT_LENGTH, id + SHORT_LENGTH, LONG_LENGTH - SHORT_LENGTH) == 0;
    other[SHORT_LENGTH] = 0;
    return sound;
}
