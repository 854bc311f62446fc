// What the model does not say of Amazon S3 Vectors's resources.
#include "services/derived/hint.hpp"

namespace understudy::s3vectors {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    rejects("*VectorBucket|ListIndexes|*VectorBucketPolicy|CreateIndex",
            "vectorBucketName given & vectorBucketArn given", "ValidationException",
            "Must specify either vectorBucketName or vectorBucketArn but not both"),
    rejects("GetIndex|DeleteIndex|*Vectors", "vectorBucketName given & indexArn given", "ValidationException",
            "Must specify either indexArn or both vectorBucketName and indexName"),
    rejects("DeleteVectorBucket", "has Index", "ConflictException",
            "The specified vector bucket is not empty"),
    needs("ListIndexes|CreateIndex|*VectorBucketPolicy", "vectorBucketName", "VectorBucket"),
    needs("ListIndexes|CreateIndex|*VectorBucketPolicy", "vectorBucketArn", "VectorBucket"),
    needs("*Vectors", "indexName", "Index"),
    needs("*Vectors", "indexArn", "Index"),
    missing("VectorBucket", "NotFoundException", "The specified vector bucket could not be found"),
    missing("VectorBucketPolicy|GetVectorBucketPolicy", "NotFoundException",
            "The specified vector bucket policy could not be found"),
    missing("Index", "NotFoundException", "The specified index could not be found"),
    exists("VectorBucket", "ConflictException", "A vector bucket with the specified name already exists"),
    exists("Index", "ConflictException", "An index with the specified name already exists"),
    value("VectorBucket", "encryptionConfiguration", R"({"sseType":"AES256"})"),
    arn("VectorBucket", "arn:{partition}:s3vectors:{region}:{account}:bucket/{}"),
    arn("Index", "arn:{partition}:s3vectors:{region}:{account}:bucket/{vectorBucketName}/index/{indexName}"),
    rejects("CreateVectorBucket", "vectorBucketName !~ [a-z0-9][a-z0-9-]*[a-z0-9]", "ValidationException",
            "Invalid vector bucket name"),
    rejects("CreateIndex", "indexName !~ [a-z0-9][a-z0-9.-]*[a-z0-9]", "ValidationException",
            "Invalid index name"),
    own("Vector", "key"),
    forgives("DeleteVectors|DeleteIndex"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::s3vectors
