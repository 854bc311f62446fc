// The errors that S3 gives in more than one place, and how facts are added to them.
#pragma once

#include <initializer_list>
#include <string_view>
#include <utility>

#include "services/kit/error.hpp"
#include "services/models/names/s3.hpp"

namespace understudy::s3 {

using kit::Error;
using kit::Failure;

// Elements beside code and message: {"BucketName", "photos"}.
using Facts = std::initializer_list<std::pair<std::string_view, std::string_view>>;
Failure with(const Call& call, Failure failure, Facts facts);

inline constexpr Error access_denied{"AccessDenied", "Access Denied", 403};
inline constexpr Error bad_digest{"BadDigest",
                                  "The Content-MD5 you specified did not match what we received.", 400};
inline constexpr Error invalid_argument{"InvalidArgument", "{}", 400};
inline constexpr Error invalid_request{"InvalidRequest", "{}", 400};
inline constexpr Error malformed_xml{
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema", 400};
inline constexpr Error no_body{"MissingRequestBodyError", "Request Body is empty", 400};
inline constexpr Error no_such_bucket{"NoSuchBucket", "The specified bucket does not exist", 404};
inline constexpr Error no_such_point{"NoSuchAccessPoint", "The specified accesspoint does not exist", 404};
inline constexpr Error no_such_key{"NoSuchKey", "The specified key does not exist.", 404};
inline constexpr Error no_such_version{"NoSuchVersion", "The specified version does not exist.", 404};
inline constexpr Error not_allowed{"MethodNotAllowed",
                                   "The specified method is not allowed against this resource.", 405};
inline constexpr Error not_implemented{
    "NotImplemented", "A header you provided implies functionality that is not implemented", 501};
inline constexpr Error precondition_failed{
    "PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412};
inline constexpr Error out_of_disk{"InternalError", "We encountered an internal error. Please try again.",
                                   500};

Failure bad_argument(const Call& call, std::string_view message, std::string_view name,
                     std::string_view value);

}  // namespace understudy::s3
