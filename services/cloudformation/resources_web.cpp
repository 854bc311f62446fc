// Types of web interfaces, and CloudFormation's own.
#include "services/cloudformation/tables.hpp"

namespace understudy::cloudformation {
namespace {

constexpr Type types[] = {
    {"AWS::CloudFormation::Stack", "cloudformation", "", "#StackId", "",
     R"(create CreateStack StackName=@stack+'-'+@logical+'-'+@random TemplateURL Parameters NotificationARNs TimeoutInMinutes Tags Capabilities='CAPABILITY_NAMED_IAM' ClientRequestToken=@token OnFailure='DO_NOTHING'
        update UpdateStack StackName=@id TemplateURL Parameters NotificationARNs Tags Capabilities='CAPABILITY_NAMED_IAM' ClientRequestToken=@token
        read DescribeStacks StackName=@id
        delete DeleteStack StackName=@id ClientRequestToken=@token)"},
    {"AWS::CloudFormation::WaitConditionHandle", "", "",
     "'https://cloudformation-waitcondition-'+@region+'.s3.amazonaws.com/'+@stackid+'/'+@logical", "", ""},
    {"AWS::CDK::Metadata", "", "", "@stack+'-'+@logical+'-'+@random", "", ""},
    {"AWS::ApiGateway::RestApi", "apigateway", "", "#id",
     "RootResourceId=#rootResourceId|#items.0.id RestApiId=@id",
     R"(create CreateRestApi name=Name|@stack+'-'+@logical description=Description binaryMediaTypes=BinaryMediaTypes minimumCompressionSize=MinimumCompressionSize apiKeySource=ApiKeySourceType endpointConfiguration=EndpointConfiguration policy=Policy cloneFrom=CloneFrom disableExecuteApiEndpoint=DisableExecuteApiEndpoint tags=Tags
        read GetResources restApiId=@id
        delete DeleteRestApi restApiId=@id)"},
    {"AWS::ApiGateway::Resource", "apigateway", "", "#id", "ResourceId=@id",
     R"(create CreateResource restApiId=RestApiId parentId=ParentId pathPart=PathPart
        delete DeleteResource restApiId=RestApiId resourceId=@id)"},
    {"AWS::ApiGateway::Method", "apigateway", "", "@stack+'-'+@logical+'-'+@random", "",
     R"(create PutMethod restApiId=RestApiId resourceId=ResourceId httpMethod=HttpMethod authorizationType=AuthorizationType|'NONE' authorizerId=AuthorizerId apiKeyRequired=ApiKeyRequired operationName=OperationName requestParameters=RequestParameters requestModels=RequestModels requestValidatorId=RequestValidatorId authorizationScopes=AuthorizationScopes
        then?Integration PutIntegration restApiId=RestApiId resourceId=ResourceId httpMethod=HttpMethod type=Integration.Type integrationHttpMethod=Integration.IntegrationHttpMethod uri=Integration.Uri credentials=Integration.Credentials requestParameters=Integration.RequestParameters requestTemplates=Integration.RequestTemplates passthroughBehavior=Integration.PassthroughBehavior timeoutInMillis=Integration.TimeoutInMillis connectionType=Integration.ConnectionType connectionId=Integration.ConnectionId cacheNamespace=Integration.CacheNamespace contentHandling=Integration.ContentHandling
        then@MethodResponses PutMethodResponse restApiId=RestApiId resourceId=ResourceId httpMethod=HttpMethod statusCode=.StatusCode responseParameters=.ResponseParameters responseModels=.ResponseModels
        then@Integration.IntegrationResponses PutIntegrationResponse restApiId=RestApiId resourceId=ResourceId httpMethod=HttpMethod statusCode=.StatusCode responseParameters=.ResponseParameters responseTemplates=.ResponseTemplates selectionPattern=.SelectionPattern contentHandling=.ContentHandling
        delete DeleteMethod restApiId=RestApiId resourceId=ResourceId httpMethod=HttpMethod)"},
    {"AWS::ApiGateway::Deployment", "apigateway", "", "#id", "DeploymentId=@id",
     R"(create CreateDeployment restApiId=RestApiId stageName=StageName description=Description stageDescription=StageDescription.Description variables=StageDescription.Variables
        delete DeleteDeployment restApiId=RestApiId deploymentId=@id)"},
    {"AWS::ApiGateway::Stage", "apigateway", "StageName", "@name", "",
     R"(create CreateStage restApiId=RestApiId stageName=@name deploymentId=DeploymentId description=Description variables=Variables tracingEnabled=TracingEnabled cacheClusterEnabled=CacheClusterEnabled cacheClusterSize=CacheClusterSize tags=Tags
        delete DeleteStage restApiId=RestApiId stageName=@id)"},
    {"AWS::ApiGateway::Model", "apigateway", "Name", "@name", "",
     R"(create CreateModel restApiId=RestApiId name=@name contentType=ContentType|'application/json' schema=Schema description=Description
        delete DeleteModel restApiId=RestApiId modelName=@id)"},
    {"AWS::ApiGateway::Authorizer", "apigateway", "", "#id", "AuthorizerId=@id",
     R"(create CreateAuthorizer restApiId=RestApiId *
        delete DeleteAuthorizer restApiId=RestApiId authorizerId=@id)"},
    {"AWS::ApiGateway::ApiKey", "apigateway", "", "#id", "APIKeyId=@id",
     R"(create CreateApiKey name=Name|@stack+'-'+@logical+'-'+@random *
        delete DeleteApiKey apiKey=@id)"},
    {"AWS::ApiGateway::UsagePlan", "apigateway", "", "#id", "Id=@id",
     R"(create CreateUsagePlan name=UsagePlanName|@stack+'-'+@logical+'-'+@random *
        delete DeleteUsagePlan usagePlanId=@id)"},
    {"AWS::ApiGateway::UsagePlanKey", "apigateway", "", "#id", "Id=@id",
     R"(create CreateUsagePlanKey usagePlanId=UsagePlanId keyId=KeyId keyType=KeyType
        delete DeleteUsagePlanKey usagePlanId=UsagePlanId keyId=KeyId)"},
    {"AWS::ApiGateway::Account", "apigateway", "", "@stack+'-'+@logical+'-'+@random", "Id=@id",
     R"(put UpdateAccount patchOperations.0.op='replace' patchOperations.0.path='/cloudwatchRoleArn' patchOperations.0.value=CloudWatchRoleArn)"},
    {"AWS::ApiGatewayV2::Api", "apigatewayv2", "", "#ApiId", "ApiId=@id ApiEndpoint=#ApiEndpoint",
     R"(create CreateApi *
        update UpdateApi ApiId=@id *
        delete DeleteApi ApiId=@id)"},
    {"AWS::ApiGatewayV2::Route", "apigatewayv2", "", "#RouteId", "RouteId=@id",
     R"(create CreateRoute *
        update UpdateRoute RouteId=@id *
        delete DeleteRoute ApiId RouteId=@id)"},
    {"AWS::ApiGatewayV2::Integration", "apigatewayv2", "", "#IntegrationId", "IntegrationId=@id",
     R"(create CreateIntegration *
        update UpdateIntegration IntegrationId=@id *
        delete DeleteIntegration ApiId IntegrationId=@id)"},
    {"AWS::ApiGatewayV2::Stage", "apigatewayv2", "StageName", "@name", "",
     R"(create CreateStage StageName=@name *
        update UpdateStage StageName=@id *
        delete DeleteStage ApiId StageName=@id)"},
};

}  // namespace

constinit const std::span<const Type> web_types(types);

}  // namespace understudy::cloudformation
