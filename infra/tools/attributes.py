"""What CloudFormation gives for references to resources: values of the right form, since nothing is made."""

import re
import uuid

ACCOUNT = "123456789012"

# The form of what `Ref` gives, where it is not the resource's name: TYPE -> template of a value.
REFS = {
    "AWS::ApiGatewayV2::Api": "{short}",
    "AWS::ApiGatewayV2::Authorizer": "{short}",
    "AWS::ApiGatewayV2::Integration": "{short}",
    "AWS::ApiGatewayV2::Route": "{short}",
    "AWS::CloudFormation::Stack": "arn:{partition}:cloudformation:{region}:{account}:stack/{name}/{uuid}",
    "AWS::CloudFront::CachePolicy": "{uuid}",
    "AWS::CloudFront::Distribution": "E{SHORT}AB1",
    "AWS::CloudFront::OriginAccessControl": "E{SHORT}AB2",
    "AWS::CloudFront::OriginRequestPolicy": "{uuid}",
    "AWS::CloudFront::ResponseHeadersPolicy": "{uuid}",
    "AWS::Cognito::UserPool": "{region}_{short}",
    "AWS::Cognito::UserPoolClient": "{short}{short}client",
    "AWS::IAM::ManagedPolicy": "arn:{partition}:iam::{account}:policy/{name}",
    "AWS::KMS::Key": "{uuid}",
    "AWS::S3::Bucket": "{bucket}",
    "AWS::SNS::Topic": "arn:{partition}:sns:{region}:{account}:{name}",
    "AWS::SecretsManager::Secret": "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-AbCdEf",
    "AWS::StepFunctions::StateMachine": "arn:{partition}:states:{region}:{account}:stateMachine:{name}",
    "AWS::WAFv2::WebACL": "{name}|{uuid}|CLOUDFRONT",
}

# The form of attributes (`Fn::GetAtt`): TYPE.ATTRIBUTE -> template of a value.
ATTRIBUTES = {
    "AWS::CloudFront::Distribution.DomainName": "d{short}.cloudfront.net",
    "AWS::CloudFront::Function.FunctionARN": "arn:{partition}:cloudfront::{account}:function/{name}",
    "AWS::Cognito::UserPool.ProviderURL": "https://cognito-idp.{region}.{suffix}/{region}_{short}",
    "AWS::Events::Rule.Arn": "arn:{partition}:events:{region}:{account}:rule/{name}",
    "AWS::DynamoDB::Table.Arn": "arn:{partition}:dynamodb:{region}:{account}:table/{name}",
    "AWS::DynamoDB::Table.StreamArn":
        "arn:{partition}:dynamodb:{region}:{account}:table/{name}/stream/2026-11-01T08:00:00.000",
    "AWS::IAM::Role.Arn": "arn:{partition}:iam::{account}:role/{name}",
    "AWS::Lambda::Function.Arn": "arn:{partition}:lambda:{region}:{account}:function:{name}",
    "AWS::Logs::LogGroup.Arn": "arn:{partition}:logs:{region}:{account}:log-group:{name}:*",
    "AWS::S3::Bucket.Arn": "arn:{partition}:s3:::{bucket}",
    "AWS::S3::Bucket.RegionalDomainName": "{bucket}.s3.{region}.{suffix}",
    "AWS::WAFv2::WebACL.Arn": "arn:{partition}:wafv2:us-east-1:{account}:global/webacl/{name}/{uuid}",
}

# Properties that name a resource. Without one CloudFormation makes a name of the stack's and the resource's.
NAMES = {
    "AWS::CloudFront::Function": "Name",
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::CloudWatch::Dashboard": "DashboardName",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::StepFunctions::StateMachine": "StateMachineName",
    "AWS::Cognito::UserPoolDomain": "Domain",
}


def partition(region: str) -> str:
    for start, found in [("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("eusc-", "aws-eusc")]:
        if region.startswith(start):
            return found
    return "aws"


def suffix(region: str) -> str:
    return {"aws-cn": "amazonaws.com.cn", "aws-eusc": "amazonaws.eu"}.get(partition(region), "amazonaws.com")


def named(stack: str, logical: str, kind: str, properties: dict) -> str:
    """The name of a resource. `properties` are those that are worked out so far."""
    given = properties.get(NAMES.get(kind))
    # CloudFormation shortens the stack's name so that the whole fits.
    return given or f"{stack[:24]}-{logical[:24]}-1A2B3C4D5E6F"


def value(form: str, name: str, stack: str, logical: str, region: str) -> str:
    """A value of this form, for a resource."""
    number = uuid.uuid5(uuid.NAMESPACE_OID, f"{stack}.{logical}")
    short = number.hex[:10]
    return form.format(
        name=name, uuid=number, short=short, SHORT=short.upper(), region=region, account=ACCOUNT,
        partition=partition(region), suffix=suffix(region), bucket=re.sub(r"[^a-z0-9-]", "", name.lower())[:63],
    )
