/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Members of a record, each written under its own name: one table for a list, whoever writes it.
 *
 *     static const bw_member members[] = {BW_MEMBER(bw_window, value), BW_MEMBER(bw_window, target)};
 *     bw_record_put(json, window, BW_MEMBERS(members));
 */
#ifndef BW_APP_RECORD_H
#define BW_APP_RECORD_H

#include "app/json.h"

#include <stddef.h>

typedef enum bw_member_kind {
    BW_MEMBER_TEXT,   /**< const char * */
    BW_MEMBER_CHARS,  /**< an array of char */
    BW_MEMBER_NUMBER, /**< double */
    BW_MEMBER_COUNT,  /**< int32_t */
    BW_MEMBER_BOOL
} bw_member_kind;

typedef struct bw_member {
    const char *name;
    bw_member_kind kind;
    size_t offset;
} bw_member;

#define BW_MEMBER(record, member) {#member, BW_MEMBER_KIND(((record *)0)->member), offsetof(record, member)}
#define BW_MEMBER_KIND(member) \
    _Generic((member), const char *: BW_MEMBER_TEXT, char *: BW_MEMBER_CHARS, double: BW_MEMBER_NUMBER, \
             int32_t: BW_MEMBER_COUNT, bool: BW_MEMBER_BOOL)
#define BW_MEMBERS(table) sizeof(table) / sizeof *(table), (table)

/** The members as names of the object that is open. */
void bw_members_put(bw_json *json, const void *record, size_t count, const bw_member *members);

/** The same as an object of its own: an element of the array that is open, or the value of the name before. */
void bw_record_put(bw_json *json, const void *record, size_t count, const bw_member *members);

#endif
