// SPDX-License-Identifier: MIT
#include "extension/rounding_whatif.hpp"

#include "core/pricing_models.hpp"
#include "core/usage_category.hpp"
#include "extension/account_source.hpp"
#include "extension/exact_sum.hpp"
#include "extension/reported_usage.hpp"

#include <algorithm>
#include <array>

namespace calltally::extension {

namespace {

constexpr std::array<const char*, 18> rounding_columns{
    "account_sid TEXT",
    "month TEXT",
    "category TEXT",
    "model TEXT",
    "minimum_seconds BIGINT",
    "increment_seconds BIGINT",
    "reading TEXT",
    "billed_calls BIGINT",
    "minutes REAL",
    "usage_count BIGINT",
    "usage_minutes REAL",
    "count_difference BIGINT",
    "microseconds BIGINT",
    "usage_microseconds BIGINT",
    "difference_microseconds BIGINT",
    "fits INTEGER",
    "days_fitting INTEGER",
    "days_comparable INTEGER",
};

enum Parameter : int { month, account, minimum, increment };
constexpr std::array<TableParameter, 4> rounding_parameters{{{"month", "for_month", true},
                                                             {"account", "for_account", false},
                                                             {"minimum", "minimum", false},
                                                             {"increment", "increment", false}}};

/// The models of the trade, and the one that is asked for.
std::vector<core::PricingModel> models_of(const TableCall& call) {
    std::vector<core::PricingModel> models{core::common_pricing_models.begin(),
                                           core::common_pricing_models.end()};
    if (!call.has(minimum) && !call.has(increment)) {
        return models;
    }
    core::PricingModel asked;
    if (call.has(minimum)) {
        asked.minimum = call.arguments().seconds_parameter(minimum, "minimum", 0);
    }
    if (call.has(increment)) {
        asked.increment = call.arguments().seconds_parameter(increment, "increment", 1);
    }
    if (!call.has(minimum)) { // an increment alone is the minimum as well, as in 6/6
        asked.minimum = asked.increment;
    } else if (!call.has(increment)) {
        asked.increment = std::max<std::int64_t>(asked.minimum, 1);
    }
    if (std::find(models.begin(), models.end(), asked) == models.end()) {
        models.push_back(asked);
    }
    return models;
}

/// The calls of one day and category under every model.
using ModelledDay = std::vector<core::ModelledTime>;

class RoundingWhatIf : public AccountSource {
public:
    explicit RoundingWhatIf(const TableCall& call)
        : AccountSource(call, Parameter::month, account), m_models(models_of(call)) {}

private:
    using Days = std::map<std::string, std::map<core::Date, ModelledDay>, std::less<>>;

    void read_account(const std::string& account_sid, Rows& rows) override {
        const Days days = read_calls(account_sid);
        const ReportedMonth reported{mirror(), account_sid, AccountSource::month()};
        std::vector<std::string_view> categories;
        for (const std::string_view category : core::comparison_categories) {
            if (days.contains(category) || reported.categories().contains(category)) {
                categories.push_back(category);
            }
        }
        if (days.contains(core::usage_categories::unmapped)) {
            categories.push_back(core::usage_categories::unmapped);
        }
        for (const std::string_view category : categories) {
            const auto found = days.find(category);
            const std::map<core::Date, ModelledDay> none;
            const auto& of_category = found == days.end() ? none : found->second;
            for (std::size_t model = 0; model < m_models.size(); ++model) {
                for (const auto reading :
                     {core::RoundingReading::each_call, core::RoundingReading::total_once}) {
                    write(rows, account_sid, category, of_category, reported, model, reading);
                }
            }
        }
    }

    Days read_calls(const std::string& account_sid) const {
        InnerQuery calls =
            billed_calls("usage_date, coalesce(usage_category, '(unmapped)'), duration",
                         account_sid, core::month_range(AccountSource::month()));
        Days days;
        while (calls.step()) {
            const auto date = core::parse_date(calls.text(0));
            if (!date) {
                continue; // sorts among the days of the month without being one
            }
            auto of_category = days.find(calls.text(1));
            if (of_category == days.end()) {
                of_category = days.try_emplace(std::string{calls.text(1)}).first;
            }
            ModelledDay& day = of_category->second[*date];
            if (day.empty()) {
                for (const core::PricingModel model : m_models) {
                    day.emplace_back(model);
                }
            }
            const auto duration = calls.number(2);
            for (core::ModelledTime& time : day) {
                if (!time.add(duration)) {
                    throw std::overflow_error{"integer overflow"};
                }
            }
        }
        return days;
    }

    void write(Rows& rows, const std::string& account_sid, std::string_view category,
               const std::map<core::Date, ModelledDay>& days, const ReportedMonth& reported,
               std::size_t model, core::RoundingReading reading) const {
        core::ModelledTime whole{m_models[model]};
        std::int64_t billed_calls = 0;
        for (const auto& [date, day] : days) {
            add_to(billed_calls, day[model].calls());
            if (!whole.add(day[model])) {
                throw std::overflow_error{"integer overflow"};
            }
        }
        const std::int64_t microseconds = microseconds_in(whole, reading);
        const auto found = reported.categories().find(category);
        const ReportedUsage usage =
            found == reported.categories().end() ? ReportedUsage{} : found->second;

        std::int64_t comparable = 0;
        std::int64_t fitting = 0;
        for (const auto& [key, of_day] : reported.days()) {
            if (key.first == category) {
                const auto day = days.find(key.second);
                ++comparable;
                fitting += of_day.equals(day == days.end() ? 0 : day->second[model].calls(),
                                         day == days.end()
                                             ? 0
                                             : microseconds_in(day->second[model], reading)) == true
                               ? 1
                               : 0;
            }
        }
        const auto fits = usage.equals(billed_calls, microseconds);
        rows.add(
            account_sid, month_text(), std::string{category}, core::name_of(m_models[model]),
            m_models[model].minimum, m_models[model].increment, std::string{core::name_of(reading)},
            billed_calls, minutes_of(microseconds), value_of(usage.count),
            usage.microseconds ? Value{minutes_of(*usage.microseconds)} : Value{},
            usage.count ? Value{difference_of(*usage.count, billed_calls)} : Value{}, microseconds,
            value_of(usage.microseconds),
            usage.microseconds ? Value{difference_of(*usage.microseconds, microseconds)} : Value{},
            fits ? Value{std::int64_t{*fits ? 1 : 0}} : Value{}, fitting, comparable);
    }

    static std::int64_t microseconds_in(const core::ModelledTime& time,
                                        core::RoundingReading reading) {
        const auto seconds = time.seconds(reading);
        if (!seconds) {
            throw std::overflow_error{"integer overflow"};
        }
        return microseconds_of(*seconds);
    }

    std::vector<core::PricingModel> m_models;
};

} // namespace

const TableFunction rounding_whatif{
    "rounding_whatif",
    rounding_columns,
    rounding_parameters,
    [](const TableCall& call) -> std::unique_ptr<RowSource> {
        return std::make_unique<RoundingWhatIf>(call);
    },
};

} // namespace calltally::extension
