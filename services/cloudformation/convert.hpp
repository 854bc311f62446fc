// Properties of a template as the members of an operation's input: the names are nearly the same, the forms
// differ.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "services/kit/value.hpp"
#include "services/models/model.hpp"

namespace understudy::cloudformation {

// What a type calls by another name than its service's model does, wherever it occurs.
using Renames = std::span<const std::pair<std::string_view, std::string_view>>;

// The member that a property means: by its name, without regard to case.
std::optional<models::Member> member_of(const models::Shape& structure, std::string_view property,
                                        Renames renames = {});

// The value in the form of the shape, structures as maps by member name: scalars change their kind, lists of
// tags become maps and the other way round, documents become text where the model wants text. On failure
// `problem` says why: in CloudFormation's words, as the type's schema would.
kit::Value convert(const kit::Value& value, const models::Shape& shape, Renames renames, kit::Arena& arena,
                   std::string& problem);

// Whether all that the shape requires is there, and within its bounds; deep.
void check_shape(const kit::Value& value, const models::Shape& shape, const std::string& path,
                 std::string& problem);

}  // namespace understudy::cloudformation
