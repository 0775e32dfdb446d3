/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/base.h"

#include <math.h>
#include <stdlib.h>

bw_tables *bw_tables_create(void)
{
    bw_tables *tables = calloc(1, sizeof *tables);
    if (tables && !(tables->memory = bw_arena_create())) {
        free(tables);
        return NULL;
    }
    return tables;
}

void bw_tables_free(bw_tables *tables)
{
    if (!tables)
        return;
    bw_arena_free(tables->memory);
    free(tables);
}

void *bw_tables_take(bw_tables *tables, size_t count, size_t size)
{
    return bw_arena_take(tables->memory, count, size);
}

const char *bw_tables_text(bw_tables *tables, const char *text, size_t length)
{
    return bw_arena_text(tables->memory, text, length);
}

bw_account_row bw_account_row_empty(void)
{
    return (bw_account_row){.account_id = "", .account_name = "", .parent_id = "", .group_id = "", .owner_id = "",
                            .segment = "", .tier = "", .industry = "", .region = "", .postal_code = "",
                            .country = "", .state = "", .city = "", .skill = "", .lock_reason = "",
                            .latitude = NAN, .longitude = NAN, .revenue_prior = NAN, .potential = NAN,
                            .workload = NAN, .visits = NAN, .open_pipeline = NAN, .annual_sales = NAN,
                            .employees = NAN, .square_feet = NAN, .year_opened = NAN,
                            .renewal_date = BW_NO_DATE, .owner_since = BW_NO_DATE, .created_date = BW_NO_DATE};
}

bw_rep_row bw_rep_row_empty(void)
{
    return (bw_rep_row){.rep_id = "", .rep_name = "", .email = "", .manager_id = "", .role = "", .segment = "",
                        .region = "", .skills = "", .country = "", .state = "", .city = "", .ramp_profile = "",
                        .latitude = NAN, .longitude = NAN, .capacity = NAN, .fte = NAN, .base_pay = NAN,
                        .target_pay = NAN, .quota_prior = NAN, .start_date = BW_NO_DATE, .end_date = BW_NO_DATE};
}
