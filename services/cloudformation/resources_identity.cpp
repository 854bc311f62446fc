// Types of users, roles, policies and user pools.
#include "services/cloudformation/tables.hpp"

namespace understudy::cloudformation {
namespace {

constexpr Type types[] = {
    {"AWS::IAM::Role", "iam", "RoleName", "@name", "Arn=#Role.Arn RoleId=#Role.RoleId",
     R"(create CreateRole RoleName=@name *
        update?AssumeRolePolicyDocument UpdateAssumeRolePolicy RoleName=@id PolicyDocument=AssumeRolePolicyDocument
        update UpdateRole RoleName=@id Description MaxSessionDuration
        gone@ManagedPolicyArns DetachRolePolicy RoleName=@id PolicyArn=.
        then@ManagedPolicyArns AttachRolePolicy RoleName=@id PolicyArn=.
        gone@Policies DeleteRolePolicy RoleName=@id PolicyName=.PolicyName
        then@Policies PutRolePolicy RoleName=@id PolicyName=.PolicyName PolicyDocument=.PolicyDocument
        update?Tags TagRole RoleName=@id Tags
        delete DeleteRole RoleName=@id)"},
    {"AWS::IAM::User", "iam", "UserName", "@name", "Arn=#User.Arn",
     R"(create CreateUser UserName=@name *
        then?LoginProfile CreateLoginProfile UserName=@id Password=LoginProfile.Password PasswordResetRequired=LoginProfile.PasswordResetRequired
        gone@Groups RemoveUserFromGroup UserName=@id GroupName=.
        then@Groups AddUserToGroup UserName=@id GroupName=.
        gone@ManagedPolicyArns DetachUserPolicy UserName=@id PolicyArn=.
        then@ManagedPolicyArns AttachUserPolicy UserName=@id PolicyArn=.
        gone@Policies DeleteUserPolicy UserName=@id PolicyName=.PolicyName
        then@Policies PutUserPolicy UserName=@id PolicyName=.PolicyName PolicyDocument=.PolicyDocument
        update?Tags TagUser UserName=@id Tags
        delete DeleteUser UserName=@id)"},
    {"AWS::IAM::Group", "iam", "GroupName", "@name", "Arn=#Group.Arn",
     R"(create CreateGroup GroupName=@name *
        gone@ManagedPolicyArns DetachGroupPolicy GroupName=@id PolicyArn=.
        then@ManagedPolicyArns AttachGroupPolicy GroupName=@id PolicyArn=.
        gone@Policies DeleteGroupPolicy GroupName=@id PolicyName=.PolicyName
        then@Policies PutGroupPolicy GroupName=@id PolicyName=.PolicyName PolicyDocument=.PolicyDocument
        delete DeleteGroup GroupName=@id)"},
    {"AWS::IAM::ManagedPolicy", "iam", "ManagedPolicyName", "#Policy.Arn",
     "PolicyArn=@id PolicyId=#Policy.PolicyId",
     R"(create CreatePolicy PolicyName=@name PolicyDocument Path Description
        update?PolicyDocument CreatePolicyVersion PolicyArn=@id PolicyDocument SetAsDefault='true'
        gone@Roles DetachRolePolicy RoleName=. PolicyArn=@id
        then@Roles AttachRolePolicy RoleName=. PolicyArn=@id
        gone@Users DetachUserPolicy UserName=. PolicyArn=@id
        then@Users AttachUserPolicy UserName=. PolicyArn=@id
        gone@Groups DetachGroupPolicy GroupName=. PolicyArn=@id
        then@Groups AttachGroupPolicy GroupName=. PolicyArn=@id
        delete DeletePolicy PolicyArn=@id)"},
    {"AWS::IAM::Policy", "iam", "", "@stack+'-'+@logical+'-'+@random", "Id=@id",
     R"(put@Roles PutRolePolicy RoleName=. PolicyName PolicyDocument
        put@Users PutUserPolicy UserName=. PolicyName PolicyDocument
        put@Groups PutGroupPolicy GroupName=. PolicyName PolicyDocument
        gone@Roles DeleteRolePolicy RoleName=. PolicyName
        gone@Users DeleteUserPolicy UserName=. PolicyName
        gone@Groups DeleteGroupPolicy GroupName=. PolicyName)"},
    {"AWS::IAM::InstanceProfile", "iam", "InstanceProfileName", "@name", "Arn=#InstanceProfile.Arn",
     R"(create CreateInstanceProfile InstanceProfileName=@name Path
        gone@Roles RemoveRoleFromInstanceProfile InstanceProfileName=@id RoleName=.
        then@Roles AddRoleToInstanceProfile InstanceProfileName=@id RoleName=.
        delete DeleteInstanceProfile InstanceProfileName=@id)"},
    {"AWS::IAM::AccessKey", "iam", "", "#AccessKey.AccessKeyId", "SecretAccessKey=#AccessKey.SecretAccessKey",
     R"(create CreateAccessKey UserName
        then?Status UpdateAccessKey UserName AccessKeyId=@id Status
        delete DeleteAccessKey UserName AccessKeyId=@id)"},
    {"AWS::IAM::UserToGroupAddition", "iam", "", "@stack+'-'+@logical+'-'+@random", "Id=@id",
     R"(then@Users AddUserToGroup UserName=. GroupName
        gone@Users RemoveUserFromGroup UserName=. GroupName)"},
    {"AWS::IAM::OIDCProvider", "iam", "", "#OpenIDConnectProviderArn", "Arn=@id",
     R"(create CreateOpenIDConnectProvider Url ClientIDList=ClientIdList ThumbprintList Tags
        delete DeleteOpenIDConnectProvider OpenIDConnectProviderArn=@id)"},
    {"AWS::Cognito::UserPool", "cognito-idp", "UserPoolName", "#UserPool.Id",
     "Arn=#UserPool.Arn ProviderName='cognito-idp.'+@region+'.amazonaws.com/'+@id "
     "ProviderURL='https://cognito-idp.'+@region+'.amazonaws.com/'+@id UserPoolId=@id",
     R"(create CreateUserPool PoolName=@name UserPoolTags=UserPoolTags *
        update UpdateUserPool UserPoolId=@id *
        delete DeleteUserPool UserPoolId=@id)"},
    {"AWS::Cognito::UserPoolClient", "cognito-idp", "ClientName", "#UserPoolClient.ClientId",
     "ClientId=@id ClientSecret=#UserPoolClient.ClientSecret Name=@name",
     R"(create CreateUserPoolClient ClientName=@name *
        update UpdateUserPoolClient ClientId=@id *
        delete DeleteUserPoolClient UserPoolId ClientId=@id)"},
    {"AWS::Cognito::UserPoolGroup", "cognito-idp", "GroupName", "@name", "",
     R"(create CreateGroup GroupName=@name *
        update UpdateGroup GroupName=@id *
        delete DeleteGroup UserPoolId GroupName=@id)"},
    {"AWS::Cognito::UserPoolDomain", "cognito-idp", "", "Domain", "",
     R"(create CreateUserPoolDomain *
        delete DeleteUserPoolDomain UserPoolId Domain)"},
    {"AWS::Cognito::UserPoolUser", "cognito-idp", "", "Username", "",
     R"(create AdminCreateUser *
        delete AdminDeleteUser UserPoolId Username)"},
    {"AWS::Cognito::IdentityPool", "cognito-identity", "IdentityPoolName", "#IdentityPoolId",
     "Name=@name Id=@id",
     R"(create CreateIdentityPool IdentityPoolName=@name *
        delete DeleteIdentityPool IdentityPoolId=@id)",
     "OpenIdConnectProviderARNs>OpenIdConnectProviderARNs"},
};

}  // namespace

constinit const std::span<const Type> identity_types(types);

}  // namespace understudy::cloudformation
