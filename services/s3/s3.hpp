// S3 as the registry sees it.
#pragma once

#include "services/kit/exchange.hpp"
#include "services/kit/service.hpp"

namespace understudy::s3 {

extern const kit::Service service;
extern const kit::HttpService http;

}  // namespace understudy::s3
