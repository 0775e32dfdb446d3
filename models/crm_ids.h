/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Salesforce ids come in two forms: 15 letters and digits in which case counts, and the same with three check
 * letters for programs that ignore case. Each check letter says which of five characters are capitals, as a number
 * 0..31 written A..Z, 0..5 (Salesforce, "What are the differences between the 15 and 18 character id").
 */
#ifndef BW_MODELS_CRM_IDS_H
#define BW_MODELS_CRM_IDS_H

#include "models/base.h"

#define BW_CRM_ID_ROOM 19

/** The other form of an id, 18 characters for 15 and 15 for 18; false if it is not such an id, which one of 18
 *  characters with wrong check letters is not. */
bool bw_crm_id_other(const char *id, char other[BW_CRM_ID_ROOM]);

#endif
