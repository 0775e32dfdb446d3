/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said about a forecast, word by word.
 */
#include "models/forecast/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define MONTHS 36
#define TEMPORAL 8 /* number of the member, as in blend.c */
#define THETA 2
#define ARIMA 4
#define TSB 7

static double value[MONTHS];
static int32_t group;
static const bw_panel panel = {1, MONTHS, MONTHS, 12, 1, &group, 12 * 2011, value, NULL, NULL};

static void expect(const bw_basis *basis, const char *words)
{
    bw_arena *memory = bw_arena_create();
    assert_string_equal(bw_forecast_words(&panel, 0, basis, memory), words);
    bw_arena_free(memory);
}

static void fill(double even, double odd)
{
    for (size_t t = 0; t < MONTHS; t++)
        value[t] = t % 2 ? odd : even;
}

static void the_members_of_a_combination_are_named_by_weight(void **state)
{
    (void)state;
    bw_basis basis = {.blended = true, .factor = 1};
    fill(100, 110);
    basis.weight[THETA] = 0.25F, basis.weight[TEMPORAL] = 0.5F, basis.weight[ARIMA] = 0.2F;
    basis.weight[0] = 0.05F;
    expect(&basis, "orders every month; last four quarters flat; method combination, mostly temporal hierarchy 50 %, "
                   "theta 25 %, ARIMA 20 %");
    basis.weight[TEMPORAL] = 0.69F, basis.weight[ARIMA] = 0.01F;
    expect(&basis, "orders every month; last four quarters flat; method combination, mostly temporal hierarchy 69 %, "
                   "theta 25 %");
}

static void a_mega_deal_is_named_where_it_was_replaced(void **state)
{
    (void)state;
    bw_basis basis = {.blended = true, .factor = 1};
    fill(100, 110);
    value[24] = 5000;
    basis.weight[THETA] = 1;
    expect(&basis, "orders every month; last four quarters 4.9 times the four before; January 2013 treated as one-off; "
                   "method theta");
    value[9] = 4000;
    expect(&basis, "orders every month; last four quarters 4.9 times the four before; October 2011 and January 2013 "
                   "treated as one-off; method theta");
}

static void a_method_that_takes_every_month_names_none(void **state)
{
    (void)state;
    bw_basis basis = {.blended = true, .factor = 1};
    fill(100, 110);
    value[24] = 5000;
    basis.weight[TSB] = 1;
    expect(&basis, "orders every month; last four quarters 4.9 times the four before; method TSB");
}

static void a_level_that_shifted_is_named_with_its_month(void **state)
{
    (void)state;
    bw_basis basis = {.blended = true, .factor = 1, .shift_back = 6, .shift_ratio = 0.6F};
    fill(100, 110);
    basis.weight[THETA] = 1;
    expect(&basis, "orders every month; last four quarters flat; level fell by 40 % after June 2013: months before are "
                   "counted at the new level; method theta");
    basis.lent = true;
    basis.shift_ratio = 4.5F;
    expect(&basis, "orders every month; last four quarters flat; level rose to 4.5 times after June 2013: months before "
                   "are counted at the new level; season of accounts like it, for want of own years; method theta");
}

static void what_the_groups_made_of_it_is_said(void **state)
{
    (void)state;
    bw_basis basis = {.blended = true, .factor = 1.234F};
    fill(100, 110);
    basis.weight[THETA] = 1;
    expect(&basis, "orders every month; last four quarters flat; method theta; raised 23 % to agree with its groups");
    basis.factor = 0.992F;
    expect(&basis, "orders every month; last four quarters flat; method theta; lowered 1 % to agree with its groups");
    basis.factor = 1.002F;
    expect(&basis, "orders every month; last four quarters flat; method theta");
}

static void the_renewal_says_whose_experience_it_took(void **state)
{
    (void)state;
    bw_basis basis = {.factor = 1};
    memset(value, 0, sizeof value);
    expect(&basis, "never ordered; method renewal: the first year of accounts like it, times the chance that one begins");
    value[2] = 700;
    expect(&basis, "last order 34 months ago; method renewal: what lapsed accounts like it brought");
    for (size_t t = 2; t < MONTHS; t += 3)
        value[t] = t < 24 ? 100 : 80;
    expect(&basis, "orders every third month; last four quarters down 20 % on the four before; method renewal: its last "
                   "year and its years before, drawn towards what accounts like it brought");
}

static void a_deal_that_the_renewal_cut_is_named(void **state)
{
    (void)state;
    bw_basis basis = {.factor = 1};
    memset(value, 0, sizeof value);
    for (size_t t = 2; t < MONTHS; t += 3)
        value[t] = 100;
    value[32] = 90000;
    expect(&basis, "orders every third month; last four quarters 225.8 times the four before; September 2013 treated as "
                   "one-off; method renewal: its last year and its years before, drawn towards what accounts like it "
                   "brought");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_members_of_a_combination_are_named_by_weight),
        cmocka_unit_test(a_mega_deal_is_named_where_it_was_replaced),
        cmocka_unit_test(a_method_that_takes_every_month_names_none),
        cmocka_unit_test(a_level_that_shifted_is_named_with_its_month),
        cmocka_unit_test(what_the_groups_made_of_it_is_said),
        cmocka_unit_test(the_renewal_says_whose_experience_it_took),
        cmocka_unit_test(a_deal_that_the_renewal_cut_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
