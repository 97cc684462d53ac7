// Made by scripts/generate-field-table.ts from the Go types of Kubernetes 1.32: do not edit.
/** See ../go-types.ts for the grammar. */
export const FIELD_TABLE = `
kind admissionregistration.k8s.io/v1/MutatingWebhookConfiguration admissionregistration/v1.MutatingWebhookConfiguration
kind admissionregistration.k8s.io/v1/MutatingWebhookConfigurationList admissionregistration/v1.MutatingWebhookConfigurationList
kind admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy admissionregistration/v1.ValidatingAdmissionPolicy
kind admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding admissionregistration/v1.ValidatingAdmissionPolicyBinding
kind admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBindingList admissionregistration/v1.ValidatingAdmissionPolicyBindingList
kind admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyList admissionregistration/v1.ValidatingAdmissionPolicyList
kind admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration admissionregistration/v1.ValidatingWebhookConfiguration
kind admissionregistration.k8s.io/v1/ValidatingWebhookConfigurationList admissionregistration/v1.ValidatingWebhookConfigurationList
kind apiextensions.k8s.io/v1/ConversionReview apiextensions/v1.ConversionReview
kind apiextensions.k8s.io/v1/CustomResourceDefinition apiextensions/v1.CustomResourceDefinition
kind apiextensions.k8s.io/v1/CustomResourceDefinitionList apiextensions/v1.CustomResourceDefinitionList
kind apiregistration.k8s.io/v1/APIService apiregistration/v1.APIService
kind apiregistration.k8s.io/v1/APIServiceList apiregistration/v1.APIServiceList
kind apps/v1/ControllerRevision apps/v1.ControllerRevision
kind apps/v1/ControllerRevisionList apps/v1.ControllerRevisionList
kind apps/v1/DaemonSet apps/v1.DaemonSet
kind apps/v1/DaemonSetList apps/v1.DaemonSetList
kind apps/v1/Deployment apps/v1.Deployment
kind apps/v1/DeploymentList apps/v1.DeploymentList
kind apps/v1/ReplicaSet apps/v1.ReplicaSet
kind apps/v1/ReplicaSetList apps/v1.ReplicaSetList
kind apps/v1/StatefulSet apps/v1.StatefulSet
kind apps/v1/StatefulSetList apps/v1.StatefulSetList
kind authentication.k8s.io/v1/SelfSubjectReview authentication/v1.SelfSubjectReview
kind authentication.k8s.io/v1/TokenRequest authentication/v1.TokenRequest
kind authentication.k8s.io/v1/TokenReview authentication/v1.TokenReview
kind authorization.k8s.io/v1/LocalSubjectAccessReview authorization/v1.LocalSubjectAccessReview
kind authorization.k8s.io/v1/SelfSubjectAccessReview authorization/v1.SelfSubjectAccessReview
kind authorization.k8s.io/v1/SelfSubjectRulesReview authorization/v1.SelfSubjectRulesReview
kind authorization.k8s.io/v1/SubjectAccessReview authorization/v1.SubjectAccessReview
kind autoscaling/v1/HorizontalPodAutoscaler autoscaling/v1.HorizontalPodAutoscaler
kind autoscaling/v1/HorizontalPodAutoscalerList autoscaling/v1.HorizontalPodAutoscalerList
kind autoscaling/v1/Scale autoscaling/v1.Scale
kind autoscaling/v2/HorizontalPodAutoscaler autoscaling/v2.HorizontalPodAutoscaler
kind autoscaling/v2/HorizontalPodAutoscalerList autoscaling/v2.HorizontalPodAutoscalerList
kind batch/v1/CronJob batch/v1.CronJob
kind batch/v1/CronJobList batch/v1.CronJobList
kind batch/v1/Job batch/v1.Job
kind batch/v1/JobList batch/v1.JobList
kind certificates.k8s.io/v1/CertificateSigningRequest certificates/v1.CertificateSigningRequest
kind certificates.k8s.io/v1/CertificateSigningRequestList certificates/v1.CertificateSigningRequestList
kind coordination.k8s.io/v1/Lease coordination/v1.Lease
kind coordination.k8s.io/v1/LeaseList coordination/v1.LeaseList
kind discovery.k8s.io/v1/EndpointSlice discovery/v1.EndpointSlice
kind discovery.k8s.io/v1/EndpointSliceList discovery/v1.EndpointSliceList
kind events.k8s.io/v1/Event events/v1.Event
kind events.k8s.io/v1/EventList events/v1.EventList
kind flowcontrol.apiserver.k8s.io/v1/FlowSchema flowcontrol/v1.FlowSchema
kind flowcontrol.apiserver.k8s.io/v1/FlowSchemaList flowcontrol/v1.FlowSchemaList
kind flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration flowcontrol/v1.PriorityLevelConfiguration
kind flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfigurationList flowcontrol/v1.PriorityLevelConfigurationList
kind metrics.k8s.io/v1beta1/NodeMetrics metrics/v1beta1.NodeMetrics
kind metrics.k8s.io/v1beta1/NodeMetricsList metrics/v1beta1.NodeMetricsList
kind metrics.k8s.io/v1beta1/PodMetrics metrics/v1beta1.PodMetrics
kind metrics.k8s.io/v1beta1/PodMetricsList metrics/v1beta1.PodMetricsList
kind networking.k8s.io/v1/Ingress networking/v1.Ingress
kind networking.k8s.io/v1/IngressClass networking/v1.IngressClass
kind networking.k8s.io/v1/IngressClassList networking/v1.IngressClassList
kind networking.k8s.io/v1/IngressList networking/v1.IngressList
kind networking.k8s.io/v1/NetworkPolicy networking/v1.NetworkPolicy
kind networking.k8s.io/v1/NetworkPolicyList networking/v1.NetworkPolicyList
kind node.k8s.io/v1/RuntimeClass node/v1.RuntimeClass
kind node.k8s.io/v1/RuntimeClassList node/v1.RuntimeClassList
kind policy/v1/Eviction policy/v1.Eviction
kind policy/v1/PodDisruptionBudget policy/v1.PodDisruptionBudget
kind policy/v1/PodDisruptionBudgetList policy/v1.PodDisruptionBudgetList
kind rbac.authorization.k8s.io/v1/ClusterRole rbac/v1.ClusterRole
kind rbac.authorization.k8s.io/v1/ClusterRoleBinding rbac/v1.ClusterRoleBinding
kind rbac.authorization.k8s.io/v1/ClusterRoleBindingList rbac/v1.ClusterRoleBindingList
kind rbac.authorization.k8s.io/v1/ClusterRoleList rbac/v1.ClusterRoleList
kind rbac.authorization.k8s.io/v1/Role rbac/v1.Role
kind rbac.authorization.k8s.io/v1/RoleBinding rbac/v1.RoleBinding
kind rbac.authorization.k8s.io/v1/RoleBindingList rbac/v1.RoleBindingList
kind rbac.authorization.k8s.io/v1/RoleList rbac/v1.RoleList
kind scheduling.k8s.io/v1/PriorityClass scheduling/v1.PriorityClass
kind scheduling.k8s.io/v1/PriorityClassList scheduling/v1.PriorityClassList
kind storage.k8s.io/v1/CSIDriver storage/v1.CSIDriver
kind storage.k8s.io/v1/CSIDriverList storage/v1.CSIDriverList
kind storage.k8s.io/v1/CSINode storage/v1.CSINode
kind storage.k8s.io/v1/CSINodeList storage/v1.CSINodeList
kind storage.k8s.io/v1/CSIStorageCapacity storage/v1.CSIStorageCapacity
kind storage.k8s.io/v1/CSIStorageCapacityList storage/v1.CSIStorageCapacityList
kind storage.k8s.io/v1/StorageClass storage/v1.StorageClass
kind storage.k8s.io/v1/StorageClassList storage/v1.StorageClassList
kind storage.k8s.io/v1/VolumeAttachment storage/v1.VolumeAttachment
kind storage.k8s.io/v1/VolumeAttachmentList storage/v1.VolumeAttachmentList
kind v1/APIGroup apis/meta/v1.APIGroup
kind v1/APIGroupList apis/meta/v1.APIGroupList
kind v1/APIResourceList apis/meta/v1.APIResourceList
kind v1/APIVersions apis/meta/v1.APIVersions
kind v1/Binding core/v1.Binding
kind v1/ComponentStatus core/v1.ComponentStatus
kind v1/ComponentStatusList core/v1.ComponentStatusList
kind v1/ConfigMap core/v1.ConfigMap
kind v1/ConfigMapList core/v1.ConfigMapList
kind v1/CreateOptions apis/meta/v1.CreateOptions
kind v1/DeleteOptions apis/meta/v1.DeleteOptions
kind v1/Endpoints core/v1.Endpoints
kind v1/EndpointsList core/v1.EndpointsList
kind v1/Event core/v1.Event
kind v1/EventList core/v1.EventList
kind v1/GetOptions apis/meta/v1.GetOptions
kind v1/LimitRange core/v1.LimitRange
kind v1/LimitRangeList core/v1.LimitRangeList
kind v1/List core/v1.List
kind v1/ListOptions apis/meta/v1.ListOptions
kind v1/Namespace core/v1.Namespace
kind v1/NamespaceList core/v1.NamespaceList
kind v1/Node core/v1.Node
kind v1/NodeList core/v1.NodeList
kind v1/NodeProxyOptions core/v1.NodeProxyOptions
kind v1/PatchOptions apis/meta/v1.PatchOptions
kind v1/PersistentVolume core/v1.PersistentVolume
kind v1/PersistentVolumeClaim core/v1.PersistentVolumeClaim
kind v1/PersistentVolumeClaimList core/v1.PersistentVolumeClaimList
kind v1/PersistentVolumeList core/v1.PersistentVolumeList
kind v1/Pod core/v1.Pod
kind v1/PodAttachOptions core/v1.PodAttachOptions
kind v1/PodExecOptions core/v1.PodExecOptions
kind v1/PodList core/v1.PodList
kind v1/PodLogOptions core/v1.PodLogOptions
kind v1/PodPortForwardOptions core/v1.PodPortForwardOptions
kind v1/PodProxyOptions core/v1.PodProxyOptions
kind v1/PodStatusResult core/v1.PodStatusResult
kind v1/PodTemplate core/v1.PodTemplate
kind v1/PodTemplateList core/v1.PodTemplateList
kind v1/RangeAllocation core/v1.RangeAllocation
kind v1/ReplicationController core/v1.ReplicationController
kind v1/ReplicationControllerList core/v1.ReplicationControllerList
kind v1/ResourceQuota core/v1.ResourceQuota
kind v1/ResourceQuotaList core/v1.ResourceQuotaList
kind v1/Secret core/v1.Secret
kind v1/SecretList core/v1.SecretList
kind v1/SerializedReference core/v1.SerializedReference
kind v1/Service core/v1.Service
kind v1/ServiceAccount core/v1.ServiceAccount
kind v1/ServiceAccountList core/v1.ServiceAccountList
kind v1/ServiceList core/v1.ServiceList
kind v1/ServiceProxyOptions core/v1.ServiceProxyOptions
kind v1/Status apis/meta/v1.Status
kind v1/UpdateOptions apis/meta/v1.UpdateOptions
kind v1/WatchEvent apis/meta/v1.WatchEvent
name admissionregistration/v1.FailurePolicyType string
name admissionregistration/v1.MatchPolicyType string
name admissionregistration/v1.OperationType string
name admissionregistration/v1.ParameterNotFoundActionType string
name admissionregistration/v1.ReinvocationPolicyType string
name admissionregistration/v1.ScopeType string
name admissionregistration/v1.SideEffectClass string
name admissionregistration/v1.ValidationAction string
name apiextensions/v1.ConditionStatus string
name apiextensions/v1.ConversionStrategyType string
name apiextensions/v1.CustomResourceDefinitionConditionType string
name apiextensions/v1.FieldValueErrorReason string
name apiextensions/v1.JSONSchemaDefinitions {string}apiextensions/v1.JSONSchemaProps
name apiextensions/v1.JSONSchemaDependencies {string}apiextensions/v1.JSONSchemaPropsOrStringArray
name apiextensions/v1.JSONSchemaURL string
name apiextensions/v1.ResourceScope string
name apiextensions/v1.ValidationRules []apiextensions/v1.ValidationRule
name apiregistration/v1.APIServiceConditionType string
name apiregistration/v1.ConditionStatus string
name apis/meta/v1.CauseType string
name apis/meta/v1.ConditionStatus string
name apis/meta/v1.DeletionPropagation string
name apis/meta/v1.FieldSelectorOperator string
name apis/meta/v1.LabelSelectorOperator string
name apis/meta/v1.ManagedFieldsOperationType string
name apis/meta/v1.ResourceVersionMatch string
name apis/meta/v1.StatusReason string
name apis/meta/v1.Verbs []string
name apps/v1.DaemonSetConditionType string
name apps/v1.DaemonSetUpdateStrategyType string
name apps/v1.DeploymentConditionType string
name apps/v1.DeploymentStrategyType string
name apps/v1.PersistentVolumeClaimRetentionPolicyType string
name apps/v1.PodManagementPolicyType string
name apps/v1.ReplicaSetConditionType string
name apps/v1.StatefulSetConditionType string
name apps/v1.StatefulSetUpdateStrategyType string
name authentication/v1.ExtraValue []string
name authorization/v1.ExtraValue []string
name autoscaling/v2.HPAScalingPolicyType string
name autoscaling/v2.HorizontalPodAutoscalerConditionType string
name autoscaling/v2.MetricSourceType string
name autoscaling/v2.MetricTargetType string
name autoscaling/v2.ScalingPolicySelect string
name batch/v1.CompletionMode string
name batch/v1.ConcurrencyPolicy string
name batch/v1.JobConditionType string
name batch/v1.PodFailurePolicyAction string
name batch/v1.PodFailurePolicyOnExitCodesOperator string
name batch/v1.PodReplacementPolicy string
name certificates/v1.ExtraValue []string
name certificates/v1.KeyUsage string
name certificates/v1.RequestConditionType string
name coordination/v1.CoordinatedLeaseStrategy string
name core/v1.AppArmorProfileType string
name core/v1.AzureDataDiskCachingMode string
name core/v1.AzureDataDiskKind string
name core/v1.Capability string
name core/v1.ClaimResourceStatus string
name core/v1.ComponentConditionType string
name core/v1.ConditionStatus string
name core/v1.ContainerRestartPolicy string
name core/v1.DNSPolicy string
name core/v1.FinalizerName string
name core/v1.HostPathType string
name core/v1.IPFamily string
name core/v1.IPFamilyPolicy string
name core/v1.LimitType string
name core/v1.LoadBalancerIPMode string
name core/v1.MountPropagationMode string
name core/v1.NamespaceConditionType string
name core/v1.NamespacePhase string
name core/v1.NodeAddressType string
name core/v1.NodeConditionType string
name core/v1.NodeInclusionPolicy string
name core/v1.NodePhase string
name core/v1.NodeSelectorOperator string
name core/v1.OSName string
name core/v1.PersistentVolumeAccessMode string
name core/v1.PersistentVolumeClaimConditionType string
name core/v1.PersistentVolumeClaimModifyVolumeStatus string
name core/v1.PersistentVolumeClaimPhase string
name core/v1.PersistentVolumeMode string
name core/v1.PersistentVolumePhase string
name core/v1.PersistentVolumeReclaimPolicy string
name core/v1.PodConditionType string
name core/v1.PodFSGroupChangePolicy string
name core/v1.PodPhase string
name core/v1.PodQOSClass string
name core/v1.PodResizeStatus string
name core/v1.PodSELinuxChangePolicy string
name core/v1.PreemptionPolicy string
name core/v1.ProcMountType string
name core/v1.Protocol string
name core/v1.PullPolicy string
name core/v1.RecursiveReadOnlyMode string
name core/v1.ReplicationControllerConditionType string
name core/v1.ResourceHealthStatus string
name core/v1.ResourceID string
name core/v1.ResourceList {core/v1.ResourceName}api/resource.Quantity
name core/v1.ResourceName string
name core/v1.ResourceQuotaScope string
name core/v1.ResourceResizeRestartPolicy string
name core/v1.RestartPolicy string
name core/v1.ScopeSelectorOperator string
name core/v1.SeccompProfileType string
name core/v1.SecretType string
name core/v1.ServiceAffinity string
name core/v1.ServiceExternalTrafficPolicy string
name core/v1.ServiceInternalTrafficPolicy string
name core/v1.ServiceType string
name core/v1.StorageMedium string
name core/v1.SupplementalGroupsPolicy string
name core/v1.TaintEffect string
name core/v1.TerminationMessagePolicy string
name core/v1.TolerationOperator string
name core/v1.URIScheme string
name core/v1.UniqueVolumeName string
name core/v1.UnsatisfiableConstraintAction string
name discovery/v1.AddressType string
name flowcontrol/v1.ConditionStatus string
name flowcontrol/v1.FlowDistinguisherMethodType string
name flowcontrol/v1.FlowSchemaConditionType string
name flowcontrol/v1.LimitResponseType string
name flowcontrol/v1.PriorityLevelConfigurationConditionType string
name flowcontrol/v1.PriorityLevelEnablement string
name flowcontrol/v1.SubjectKind string
name networking/v1.PathType string
name networking/v1.PolicyType string
name policy/v1.UnhealthyPodEvictionPolicyType string
name storage/v1.FSGroupPolicy string
name storage/v1.VolumeBindingMode string
name storage/v1.VolumeLifecycleMode string
name types.UID string
type admissionregistration/v1.AuditAnnotation
key 1 string !
valueExpression 2 string !
type admissionregistration/v1.ExpressionWarning
fieldRef 2 string !
warning 3 string !
type admissionregistration/v1.MatchCondition
name 1 string !
expression 2 string !
type admissionregistration/v1.MatchResources atomic
namespaceSelector 1 *apis/meta/v1.LabelSelector
objectSelector 2 *apis/meta/v1.LabelSelector
resourceRules 3 []admissionregistration/v1.NamedRuleWithOperations
excludeResourceRules 4 []admissionregistration/v1.NamedRuleWithOperations
matchPolicy 7 *admissionregistration/v1.MatchPolicyType
type admissionregistration/v1.MutatingWebhook
name 1 string !
clientConfig 2 admissionregistration/v1.WebhookClientConfig !
rules 3 []admissionregistration/v1.RuleWithOperations
failurePolicy 4 *admissionregistration/v1.FailurePolicyType
matchPolicy 9 *admissionregistration/v1.MatchPolicyType
namespaceSelector 5 *apis/meta/v1.LabelSelector
objectSelector 11 *apis/meta/v1.LabelSelector
sideEffects 6 *admissionregistration/v1.SideEffectClass !
timeoutSeconds 7 *int32
admissionReviewVersions 8 []string !
reinvocationPolicy 10 *admissionregistration/v1.ReinvocationPolicyType
matchConditions 12 []admissionregistration/v1.MatchCondition patch=merge:name list=map,name
type admissionregistration/v1.MutatingWebhookConfiguration
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
webhooks 2 []admissionregistration/v1.MutatingWebhook patch=merge:name list=map,name
type admissionregistration/v1.MutatingWebhookConfigurationList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []admissionregistration/v1.MutatingWebhookConfiguration !
type admissionregistration/v1.NamedRuleWithOperations atomic
resourceNames 1 []string
- 2 admissionregistration/v1.RuleWithOperations
type admissionregistration/v1.ParamKind atomic
apiVersion 1 string go=APIVersion
kind 2 string
type admissionregistration/v1.ParamRef atomic
name 1 string
namespace 2 string
selector 3 *apis/meta/v1.LabelSelector
parameterNotFoundAction 4 *admissionregistration/v1.ParameterNotFoundActionType
type admissionregistration/v1.Rule
apiGroups 1 []string go=APIGroups
apiVersions 2 []string go=APIVersions
resources 3 []string
scope 4 *admissionregistration/v1.ScopeType
type admissionregistration/v1.RuleWithOperations
operations 1 []admissionregistration/v1.OperationType
- 2 admissionregistration/v1.Rule
type admissionregistration/v1.ServiceReference
namespace 1 string !
name 2 string !
path 3 *string
port 4 *int32
type admissionregistration/v1.TypeChecking
expressionWarnings 1 []admissionregistration/v1.ExpressionWarning
type admissionregistration/v1.ValidatingAdmissionPolicy
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 admissionregistration/v1.ValidatingAdmissionPolicySpec
status 3 admissionregistration/v1.ValidatingAdmissionPolicyStatus
type admissionregistration/v1.ValidatingAdmissionPolicyBinding
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 admissionregistration/v1.ValidatingAdmissionPolicyBindingSpec
type admissionregistration/v1.ValidatingAdmissionPolicyBindingList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []admissionregistration/v1.ValidatingAdmissionPolicyBinding !
type admissionregistration/v1.ValidatingAdmissionPolicyBindingSpec
policyName 1 string
paramRef 2 *admissionregistration/v1.ParamRef
matchResources 3 *admissionregistration/v1.MatchResources
validationActions 4 []admissionregistration/v1.ValidationAction list=set
type admissionregistration/v1.ValidatingAdmissionPolicyList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []admissionregistration/v1.ValidatingAdmissionPolicy !
type admissionregistration/v1.ValidatingAdmissionPolicySpec
paramKind 1 *admissionregistration/v1.ParamKind
matchConstraints 2 *admissionregistration/v1.MatchResources
validations 3 []admissionregistration/v1.Validation
failurePolicy 4 *admissionregistration/v1.FailurePolicyType
auditAnnotations 5 []admissionregistration/v1.AuditAnnotation
matchConditions 6 []admissionregistration/v1.MatchCondition patch=merge:name list=map,name
variables 7 []admissionregistration/v1.Variable patch=merge:name list=map,name
type admissionregistration/v1.ValidatingAdmissionPolicyStatus
observedGeneration 1 int64
typeChecking 2 *admissionregistration/v1.TypeChecking
conditions 3 []apis/meta/v1.Condition list=map,type
type admissionregistration/v1.ValidatingWebhook
name 1 string !
clientConfig 2 admissionregistration/v1.WebhookClientConfig !
rules 3 []admissionregistration/v1.RuleWithOperations
failurePolicy 4 *admissionregistration/v1.FailurePolicyType
matchPolicy 9 *admissionregistration/v1.MatchPolicyType
namespaceSelector 5 *apis/meta/v1.LabelSelector
objectSelector 10 *apis/meta/v1.LabelSelector
sideEffects 6 *admissionregistration/v1.SideEffectClass !
timeoutSeconds 7 *int32
admissionReviewVersions 8 []string !
matchConditions 11 []admissionregistration/v1.MatchCondition patch=merge:name list=map,name
type admissionregistration/v1.ValidatingWebhookConfiguration
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
webhooks 2 []admissionregistration/v1.ValidatingWebhook patch=merge:name list=map,name
type admissionregistration/v1.ValidatingWebhookConfigurationList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []admissionregistration/v1.ValidatingWebhookConfiguration !
type admissionregistration/v1.Validation
expression 1 string !
message 2 string
reason 3 *apis/meta/v1.StatusReason
messageExpression 4 string
type admissionregistration/v1.Variable atomic
name 1 string !
expression 2 string !
type admissionregistration/v1.WebhookClientConfig
url 3 *string go=URL
service 1 *admissionregistration/v1.ServiceReference
caBundle 2 bytes go=CABundle
type apiextensions/v1.ConversionRequest
uid 1 types.UID ! go=UID
desiredAPIVersion 2 string !
objects 3 []runtime.RawExtension !
type apiextensions/v1.ConversionResponse
uid 1 types.UID ! go=UID
convertedObjects 2 []runtime.RawExtension !
result 3 apis/meta/v1.Status !
type apiextensions/v1.ConversionReview
request 1 *apiextensions/v1.ConversionRequest
response 2 *apiextensions/v1.ConversionResponse
type apiextensions/v1.CustomResourceColumnDefinition
name 1 string !
type 2 string !
format 3 string
description 4 string
priority 5 int32
jsonPath 6 string ! go=JSONPath
type apiextensions/v1.CustomResourceConversion
strategy 1 apiextensions/v1.ConversionStrategyType !
webhook 2 *apiextensions/v1.WebhookConversion
type apiextensions/v1.CustomResourceDefinition
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 apiextensions/v1.CustomResourceDefinitionSpec !
status 3 apiextensions/v1.CustomResourceDefinitionStatus
type apiextensions/v1.CustomResourceDefinitionCondition
type 1 apiextensions/v1.CustomResourceDefinitionConditionType !
status 2 apiextensions/v1.ConditionStatus !
lastTransitionTime 3 apis/meta/v1.Time
reason 4 string
message 5 string
type apiextensions/v1.CustomResourceDefinitionList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []apiextensions/v1.CustomResourceDefinition !
type apiextensions/v1.CustomResourceDefinitionNames
plural 1 string !
singular 2 string
shortNames 3 []string
kind 4 string !
listKind 5 string
categories 6 []string
type apiextensions/v1.CustomResourceDefinitionSpec
group 1 string !
names 3 apiextensions/v1.CustomResourceDefinitionNames !
scope 4 apiextensions/v1.ResourceScope !
versions 7 []apiextensions/v1.CustomResourceDefinitionVersion !
conversion 9 *apiextensions/v1.CustomResourceConversion
preserveUnknownFields 10 bool
type apiextensions/v1.CustomResourceDefinitionStatus
conditions 1 []apiextensions/v1.CustomResourceDefinitionCondition !
acceptedNames 2 apiextensions/v1.CustomResourceDefinitionNames !
storedVersions 3 []string !
type apiextensions/v1.CustomResourceDefinitionVersion
name 1 string !
served 2 bool !
storage 3 bool !
deprecated 7 bool
deprecationWarning 8 *string
schema 4 *apiextensions/v1.CustomResourceValidation
subresources 5 *apiextensions/v1.CustomResourceSubresources
additionalPrinterColumns 6 []apiextensions/v1.CustomResourceColumnDefinition
selectableFields 9 []apiextensions/v1.SelectableField
type apiextensions/v1.CustomResourceSubresourceScale
specReplicasPath 1 string !
statusReplicasPath 2 string !
labelSelectorPath 3 *string
type apiextensions/v1.CustomResourceSubresourceStatus
type apiextensions/v1.CustomResourceSubresources
status 1 *apiextensions/v1.CustomResourceSubresourceStatus
scale 2 *apiextensions/v1.CustomResourceSubresourceScale
type apiextensions/v1.CustomResourceValidation
openAPIV3Schema 1 *apiextensions/v1.JSONSchemaProps
type apiextensions/v1.ExternalDocumentation
description 1 string
url 2 string go=URL
type apiextensions/v1.JSONSchemaProps
id 1 string go=ID
$schema 2 apiextensions/v1.JSONSchemaURL go=Schema
$ref 3 *string go=Ref
description 4 string
type 5 string
format 6 string
title 7 string
default 8 *apiextensions/v1.JSON
maximum 9 *float64
exclusiveMaximum 10 bool
minimum 11 *float64
exclusiveMinimum 12 bool
maxLength 13 *int64
minLength 14 *int64
pattern 15 string
maxItems 16 *int64
minItems 17 *int64
uniqueItems 18 bool
multipleOf 19 *float64
enum 20 []apiextensions/v1.JSON
maxProperties 21 *int64
minProperties 22 *int64
required 23 []string
items 24 *apiextensions/v1.JSONSchemaPropsOrArray
allOf 25 []apiextensions/v1.JSONSchemaProps
oneOf 26 []apiextensions/v1.JSONSchemaProps
anyOf 27 []apiextensions/v1.JSONSchemaProps
not 28 *apiextensions/v1.JSONSchemaProps
properties 29 {string}apiextensions/v1.JSONSchemaProps
additionalProperties 30 *apiextensions/v1.JSONSchemaPropsOrBool
patternProperties 31 {string}apiextensions/v1.JSONSchemaProps
dependencies 32 apiextensions/v1.JSONSchemaDependencies
additionalItems 33 *apiextensions/v1.JSONSchemaPropsOrBool
definitions 34 apiextensions/v1.JSONSchemaDefinitions
externalDocs 35 *apiextensions/v1.ExternalDocumentation
example 36 *apiextensions/v1.JSON
nullable 37 bool
x-kubernetes-preserve-unknown-fields 38 *bool go=XPreserveUnknownFields
x-kubernetes-embedded-resource 39 bool go=XEmbeddedResource
x-kubernetes-int-or-string 40 bool go=XIntOrString
x-kubernetes-list-map-keys 41 []string go=XListMapKeys
x-kubernetes-list-type 42 *string go=XListType
x-kubernetes-map-type 43 *string go=XMapType
x-kubernetes-validations 44 apiextensions/v1.ValidationRules go=XValidations patch=merge:rule
type apiextensions/v1.SelectableField
jsonPath 1 string ! go=JSONPath
type apiextensions/v1.ServiceReference
namespace 1 string !
name 2 string !
path 3 *string
port 4 *int32
type apiextensions/v1.ValidationRule
rule 1 string !
message 2 string
messageExpression 3 string
reason 4 *apiextensions/v1.FieldValueErrorReason
fieldPath 5 string
optionalOldSelf 6 *bool
type apiextensions/v1.WebhookClientConfig
url 3 *string go=URL
service 1 *apiextensions/v1.ServiceReference
caBundle 2 bytes go=CABundle
type apiextensions/v1.WebhookConversion
clientConfig 2 *apiextensions/v1.WebhookClientConfig
conversionReviewVersions 3 []string !
type apiregistration/v1.APIService
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 apiregistration/v1.APIServiceSpec
status 3 apiregistration/v1.APIServiceStatus
type apiregistration/v1.APIServiceCondition
type 1 apiregistration/v1.APIServiceConditionType !
status 2 apiregistration/v1.ConditionStatus !
lastTransitionTime 3 apis/meta/v1.Time
reason 4 string
message 5 string
type apiregistration/v1.APIServiceList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []apiregistration/v1.APIService !
type apiregistration/v1.APIServiceSpec
service 1 *apiregistration/v1.ServiceReference
group 2 string
version 3 string
insecureSkipTLSVerify 4 bool
caBundle 5 bytes go=CABundle
groupPriorityMinimum 7 int32 !
versionPriority 8 int32 !
type apiregistration/v1.APIServiceStatus
conditions 1 []apiregistration/v1.APIServiceCondition patch=merge:type
type apiregistration/v1.ServiceReference
namespace 1 string
name 2 string
port 3 *int32
type apis/meta/v1.APIGroup
name 1 string !
versions 2 []apis/meta/v1.GroupVersionForDiscovery !
preferredVersion 3 apis/meta/v1.GroupVersionForDiscovery
serverAddressByClientCIDRs 4 []apis/meta/v1.ServerAddressByClientCIDR
type apis/meta/v1.APIGroupList
groups 1 []apis/meta/v1.APIGroup !
type apis/meta/v1.APIResource
name 1 string !
singularName 6 string !
namespaced 2 bool !
group 8 string
version 9 string
kind 3 string !
verbs 4 apis/meta/v1.Verbs !
shortNames 5 []string
categories 7 []string
storageVersionHash 10 string
type apis/meta/v1.APIResourceList
groupVersion 1 string !
resources 2 []apis/meta/v1.APIResource ! go=APIResources
type apis/meta/v1.APIVersions
versions 1 []string !
serverAddressByClientCIDRs 2 []apis/meta/v1.ServerAddressByClientCIDR !
type apis/meta/v1.Condition
type 1 string !
status 2 apis/meta/v1.ConditionStatus !
observedGeneration 3 int64
lastTransitionTime 4 apis/meta/v1.Time !
reason 5 string !
message 6 string !
type apis/meta/v1.CreateOptions
dryRun 1 []string
fieldManager 3 string
fieldValidation 4 string
type apis/meta/v1.DeleteOptions
gracePeriodSeconds 1 *int64
preconditions 2 *apis/meta/v1.Preconditions
orphanDependents 3 *bool
propagationPolicy 4 *apis/meta/v1.DeletionPropagation
dryRun 5 []string
ignoreStoreReadErrorWithClusterBreakingPotential 6 *bool
type apis/meta/v1.FieldSelectorRequirement
key 1 string !
operator 2 apis/meta/v1.FieldSelectorOperator !
values 3 []string
type apis/meta/v1.GetOptions
resourceVersion 1 string
type apis/meta/v1.GroupVersionForDiscovery
groupVersion 1 string !
version 2 string !
type apis/meta/v1.LabelSelector atomic
matchLabels 1 {string}string
matchExpressions 2 []apis/meta/v1.LabelSelectorRequirement
type apis/meta/v1.LabelSelectorRequirement
key 1 string !
operator 2 apis/meta/v1.LabelSelectorOperator !
values 3 []string
type apis/meta/v1.ListMeta
selfLink 1 string
resourceVersion 2 string
continue 3 string
remainingItemCount 4 *int64
type apis/meta/v1.ListOptions
labelSelector 1 string
fieldSelector 2 string
watch 3 bool
allowWatchBookmarks 9 bool
resourceVersion 4 string
resourceVersionMatch 10 apis/meta/v1.ResourceVersionMatch
timeoutSeconds 5 *int64
limit 7 int64
continue 8 string
sendInitialEvents 11 *bool
type apis/meta/v1.ManagedFieldsEntry
manager 1 string
operation 2 apis/meta/v1.ManagedFieldsOperationType
apiVersion 3 string go=APIVersion
time 4 *apis/meta/v1.Time
fieldsType 6 string
fieldsV1 7 *apis/meta/v1.FieldsV1
subresource 8 string
type apis/meta/v1.ObjectMeta
name 1 string
generateName 2 string
namespace 3 string
selfLink 4 string
uid 5 types.UID go=UID
resourceVersion 6 string
generation 7 int64
creationTimestamp 8 apis/meta/v1.Time
deletionTimestamp 9 *apis/meta/v1.Time
deletionGracePeriodSeconds 10 *int64
labels 11 {string}string
annotations 12 {string}string
ownerReferences 13 []apis/meta/v1.OwnerReference patch=merge:uid list=map,uid
finalizers 14 []string patch=merge list=set
managedFields 17 []apis/meta/v1.ManagedFieldsEntry
type apis/meta/v1.OwnerReference atomic
apiVersion 5 string ! go=APIVersion
kind 1 string !
name 3 string !
uid 4 types.UID ! go=UID
controller 6 *bool
blockOwnerDeletion 7 *bool
type apis/meta/v1.PatchOptions
dryRun 1 []string
force 2 *bool
fieldManager 3 string
fieldValidation 4 string
type apis/meta/v1.Preconditions
uid 1 *types.UID go=UID
resourceVersion 2 *string
type apis/meta/v1.ServerAddressByClientCIDR
clientCIDR 1 string !
serverAddress 2 string !
type apis/meta/v1.Status
metadata 1 apis/meta/v1.ListMeta go=ListMeta
status 2 string
message 3 string
reason 4 apis/meta/v1.StatusReason
details 5 *apis/meta/v1.StatusDetails
code 6 int32
type apis/meta/v1.StatusCause
reason 1 apis/meta/v1.CauseType go=Type
message 2 string
field 3 string
type apis/meta/v1.StatusDetails
name 1 string
group 2 string
kind 3 string
uid 6 types.UID go=UID
causes 4 []apis/meta/v1.StatusCause
retryAfterSeconds 5 int32
type apis/meta/v1.UpdateOptions
dryRun 1 []string
fieldManager 2 string
fieldValidation 3 string
type apis/meta/v1.WatchEvent
type 1 string !
object 2 runtime.RawExtension !
type apps/v1.ControllerRevision
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
data 2 runtime.RawExtension
revision 3 int64 !
type apps/v1.ControllerRevisionList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []apps/v1.ControllerRevision !
type apps/v1.DaemonSet
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 apps/v1.DaemonSetSpec
status 3 apps/v1.DaemonSetStatus
type apps/v1.DaemonSetCondition
type 1 apps/v1.DaemonSetConditionType !
status 2 core/v1.ConditionStatus !
lastTransitionTime 3 apis/meta/v1.Time
reason 4 string
message 5 string
type apps/v1.DaemonSetList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []apps/v1.DaemonSet !
type apps/v1.DaemonSetSpec
selector 1 *apis/meta/v1.LabelSelector !
template 2 core/v1.PodTemplateSpec !
updateStrategy 3 apps/v1.DaemonSetUpdateStrategy
minReadySeconds 4 int32
revisionHistoryLimit 6 *int32
type apps/v1.DaemonSetStatus
currentNumberScheduled 1 int32 !
numberMisscheduled 2 int32 !
desiredNumberScheduled 3 int32 !
numberReady 4 int32 !
observedGeneration 5 int64
updatedNumberScheduled 6 int32
numberAvailable 7 int32
numberUnavailable 8 int32
collisionCount 9 *int32
conditions 10 []apps/v1.DaemonSetCondition patch=merge:type list=map,type
type apps/v1.DaemonSetUpdateStrategy
type 1 apps/v1.DaemonSetUpdateStrategyType
rollingUpdate 2 *apps/v1.RollingUpdateDaemonSet
type apps/v1.Deployment
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 apps/v1.DeploymentSpec
status 3 apps/v1.DeploymentStatus
type apps/v1.DeploymentCondition
type 1 apps/v1.DeploymentConditionType !
status 2 core/v1.ConditionStatus !
lastUpdateTime 6 apis/meta/v1.Time
lastTransitionTime 7 apis/meta/v1.Time
reason 4 string
message 5 string
type apps/v1.DeploymentList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []apps/v1.Deployment !
type apps/v1.DeploymentSpec
replicas 1 *int32
selector 2 *apis/meta/v1.LabelSelector !
template 3 core/v1.PodTemplateSpec !
strategy 4 apps/v1.DeploymentStrategy patch=retainKeys
minReadySeconds 5 int32
revisionHistoryLimit 6 *int32
paused 7 bool
progressDeadlineSeconds 9 *int32
type apps/v1.DeploymentStatus
observedGeneration 1 int64
replicas 2 int32
updatedReplicas 3 int32
readyReplicas 7 int32
availableReplicas 4 int32
unavailableReplicas 5 int32
conditions 6 []apps/v1.DeploymentCondition patch=merge:type list=map,type
collisionCount 8 *int32
type apps/v1.DeploymentStrategy
type 1 apps/v1.DeploymentStrategyType
rollingUpdate 2 *apps/v1.RollingUpdateDeployment
type apps/v1.ReplicaSet
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 apps/v1.ReplicaSetSpec
status 3 apps/v1.ReplicaSetStatus
type apps/v1.ReplicaSetCondition
type 1 apps/v1.ReplicaSetConditionType !
status 2 core/v1.ConditionStatus !
lastTransitionTime 3 apis/meta/v1.Time
reason 4 string
message 5 string
type apps/v1.ReplicaSetList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []apps/v1.ReplicaSet !
type apps/v1.ReplicaSetSpec
replicas 1 *int32
minReadySeconds 4 int32
selector 2 *apis/meta/v1.LabelSelector !
template 3 core/v1.PodTemplateSpec
type apps/v1.ReplicaSetStatus
replicas 1 int32 !
fullyLabeledReplicas 2 int32
readyReplicas 4 int32
availableReplicas 5 int32
observedGeneration 3 int64
conditions 6 []apps/v1.ReplicaSetCondition patch=merge:type list=map,type
type apps/v1.RollingUpdateDaemonSet
maxUnavailable 1 *util/intstr.IntOrString
maxSurge 2 *util/intstr.IntOrString
type apps/v1.RollingUpdateDeployment
maxUnavailable 1 *util/intstr.IntOrString
maxSurge 2 *util/intstr.IntOrString
type apps/v1.RollingUpdateStatefulSetStrategy
partition 1 *int32
maxUnavailable 2 *util/intstr.IntOrString
type apps/v1.StatefulSet
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 apps/v1.StatefulSetSpec
status 3 apps/v1.StatefulSetStatus
type apps/v1.StatefulSetCondition
type 1 apps/v1.StatefulSetConditionType !
status 2 core/v1.ConditionStatus !
lastTransitionTime 3 apis/meta/v1.Time
reason 4 string
message 5 string
type apps/v1.StatefulSetList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []apps/v1.StatefulSet !
type apps/v1.StatefulSetOrdinals
start 1 int32 !
type apps/v1.StatefulSetPersistentVolumeClaimRetentionPolicy
whenDeleted 1 apps/v1.PersistentVolumeClaimRetentionPolicyType
whenScaled 2 apps/v1.PersistentVolumeClaimRetentionPolicyType
type apps/v1.StatefulSetSpec
replicas 1 *int32
selector 2 *apis/meta/v1.LabelSelector !
template 3 core/v1.PodTemplateSpec !
volumeClaimTemplates 4 []core/v1.PersistentVolumeClaim
serviceName 5 string !
podManagementPolicy 6 apps/v1.PodManagementPolicyType
updateStrategy 7 apps/v1.StatefulSetUpdateStrategy
revisionHistoryLimit 8 *int32
minReadySeconds 9 int32
persistentVolumeClaimRetentionPolicy 10 *apps/v1.StatefulSetPersistentVolumeClaimRetentionPolicy
ordinals 11 *apps/v1.StatefulSetOrdinals
type apps/v1.StatefulSetStatus
observedGeneration 1 int64
replicas 2 int32 !
readyReplicas 3 int32
currentReplicas 4 int32
updatedReplicas 5 int32
currentRevision 6 string
updateRevision 7 string
collisionCount 9 *int32
conditions 10 []apps/v1.StatefulSetCondition patch=merge:type list=map,type
availableReplicas 11 int32 !
type apps/v1.StatefulSetUpdateStrategy
type 1 apps/v1.StatefulSetUpdateStrategyType
rollingUpdate 2 *apps/v1.RollingUpdateStatefulSetStrategy
type authentication/v1.BoundObjectReference
kind 1 string
apiVersion 2 string go=APIVersion
name 3 string
uid 4 types.UID go=UID
type authentication/v1.SelfSubjectReview
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
status 2 authentication/v1.SelfSubjectReviewStatus
type authentication/v1.SelfSubjectReviewStatus
userInfo 1 authentication/v1.UserInfo
type authentication/v1.TokenRequest
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 authentication/v1.TokenRequestSpec !
status 3 authentication/v1.TokenRequestStatus
type authentication/v1.TokenRequestSpec
audiences 1 []string !
expirationSeconds 4 *int64 !
boundObjectRef 3 *authentication/v1.BoundObjectReference !
type authentication/v1.TokenRequestStatus
token 1 string !
expirationTimestamp 2 apis/meta/v1.Time !
type authentication/v1.TokenReview
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 authentication/v1.TokenReviewSpec !
status 3 authentication/v1.TokenReviewStatus
type authentication/v1.TokenReviewSpec
token 1 string
audiences 2 []string
type authentication/v1.TokenReviewStatus
authenticated 1 bool
user 2 authentication/v1.UserInfo
audiences 4 []string
error 3 string
type authentication/v1.UserInfo
username 1 string
uid 2 string go=UID
groups 3 []string
extra 4 {string}authentication/v1.ExtraValue
type authorization/v1.FieldSelectorAttributes
rawSelector 1 string
requirements 2 []apis/meta/v1.FieldSelectorRequirement
type authorization/v1.LabelSelectorAttributes
rawSelector 1 string
requirements 2 []apis/meta/v1.LabelSelectorRequirement
type authorization/v1.LocalSubjectAccessReview
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 authorization/v1.SubjectAccessReviewSpec !
status 3 authorization/v1.SubjectAccessReviewStatus
type authorization/v1.NonResourceAttributes
path 1 string
verb 2 string
type authorization/v1.NonResourceRule
verbs 1 []string !
nonResourceURLs 2 []string
type authorization/v1.ResourceAttributes
namespace 1 string
verb 2 string
group 3 string
version 4 string
resource 5 string
subresource 6 string
name 7 string
fieldSelector 8 *authorization/v1.FieldSelectorAttributes
labelSelector 9 *authorization/v1.LabelSelectorAttributes
type authorization/v1.ResourceRule
verbs 1 []string !
apiGroups 2 []string go=APIGroups
resources 3 []string
resourceNames 4 []string
type authorization/v1.SelfSubjectAccessReview
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 authorization/v1.SelfSubjectAccessReviewSpec !
status 3 authorization/v1.SubjectAccessReviewStatus
type authorization/v1.SelfSubjectAccessReviewSpec
resourceAttributes 1 *authorization/v1.ResourceAttributes
nonResourceAttributes 2 *authorization/v1.NonResourceAttributes
type authorization/v1.SelfSubjectRulesReview
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 authorization/v1.SelfSubjectRulesReviewSpec !
status 3 authorization/v1.SubjectRulesReviewStatus
type authorization/v1.SelfSubjectRulesReviewSpec
namespace 1 string
type authorization/v1.SubjectAccessReview
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 authorization/v1.SubjectAccessReviewSpec !
status 3 authorization/v1.SubjectAccessReviewStatus
type authorization/v1.SubjectAccessReviewSpec
resourceAttributes 1 *authorization/v1.ResourceAttributes
nonResourceAttributes 2 *authorization/v1.NonResourceAttributes
user 3 string
groups 4 []string
extra 5 {string}authorization/v1.ExtraValue
uid 6 string go=UID
type authorization/v1.SubjectAccessReviewStatus
allowed 1 bool !
denied 4 bool
reason 2 string
evaluationError 3 string
type authorization/v1.SubjectRulesReviewStatus
resourceRules 1 []authorization/v1.ResourceRule !
nonResourceRules 2 []authorization/v1.NonResourceRule !
incomplete 3 bool !
evaluationError 4 string
type autoscaling/v1.CrossVersionObjectReference atomic
kind 1 string !
name 2 string !
apiVersion 3 string go=APIVersion
type autoscaling/v1.HorizontalPodAutoscaler
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 autoscaling/v1.HorizontalPodAutoscalerSpec
status 3 autoscaling/v1.HorizontalPodAutoscalerStatus
type autoscaling/v1.HorizontalPodAutoscalerList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []autoscaling/v1.HorizontalPodAutoscaler !
type autoscaling/v1.HorizontalPodAutoscalerSpec
scaleTargetRef 1 autoscaling/v1.CrossVersionObjectReference !
minReplicas 2 *int32
maxReplicas 3 int32 !
targetCPUUtilizationPercentage 4 *int32
type autoscaling/v1.HorizontalPodAutoscalerStatus
observedGeneration 1 *int64
lastScaleTime 2 *apis/meta/v1.Time
currentReplicas 3 int32 !
desiredReplicas 4 int32 !
currentCPUUtilizationPercentage 5 *int32
type autoscaling/v1.Scale
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 autoscaling/v1.ScaleSpec
status 3 autoscaling/v1.ScaleStatus
type autoscaling/v1.ScaleSpec
replicas 1 int32
type autoscaling/v1.ScaleStatus
replicas 1 int32 !
selector 2 string
type autoscaling/v2.ContainerResourceMetricSource
name 1 core/v1.ResourceName !
target 2 autoscaling/v2.MetricTarget !
container 3 string !
type autoscaling/v2.ContainerResourceMetricStatus
name 1 core/v1.ResourceName !
current 2 autoscaling/v2.MetricValueStatus !
container 3 string !
type autoscaling/v2.CrossVersionObjectReference
kind 1 string !
name 2 string !
apiVersion 3 string go=APIVersion
type autoscaling/v2.ExternalMetricSource
metric 1 autoscaling/v2.MetricIdentifier !
target 2 autoscaling/v2.MetricTarget !
type autoscaling/v2.ExternalMetricStatus
metric 1 autoscaling/v2.MetricIdentifier !
current 2 autoscaling/v2.MetricValueStatus !
type autoscaling/v2.HPAScalingPolicy
type 1 autoscaling/v2.HPAScalingPolicyType !
value 2 int32 !
periodSeconds 3 int32 !
type autoscaling/v2.HPAScalingRules
stabilizationWindowSeconds 3 *int32
selectPolicy 1 *autoscaling/v2.ScalingPolicySelect
policies 2 []autoscaling/v2.HPAScalingPolicy
type autoscaling/v2.HorizontalPodAutoscaler
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 autoscaling/v2.HorizontalPodAutoscalerSpec
status 3 autoscaling/v2.HorizontalPodAutoscalerStatus
type autoscaling/v2.HorizontalPodAutoscalerBehavior
scaleUp 1 *autoscaling/v2.HPAScalingRules
scaleDown 2 *autoscaling/v2.HPAScalingRules
type autoscaling/v2.HorizontalPodAutoscalerCondition
type 1 autoscaling/v2.HorizontalPodAutoscalerConditionType !
status 2 core/v1.ConditionStatus !
lastTransitionTime 3 apis/meta/v1.Time
reason 4 string
message 5 string
type autoscaling/v2.HorizontalPodAutoscalerList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []autoscaling/v2.HorizontalPodAutoscaler !
type autoscaling/v2.HorizontalPodAutoscalerSpec
scaleTargetRef 1 autoscaling/v2.CrossVersionObjectReference !
minReplicas 2 *int32
maxReplicas 3 int32 !
metrics 4 []autoscaling/v2.MetricSpec
behavior 5 *autoscaling/v2.HorizontalPodAutoscalerBehavior
type autoscaling/v2.HorizontalPodAutoscalerStatus
observedGeneration 1 *int64
lastScaleTime 2 *apis/meta/v1.Time
currentReplicas 3 int32
desiredReplicas 4 int32 !
currentMetrics 5 []autoscaling/v2.MetricStatus !
conditions 6 []autoscaling/v2.HorizontalPodAutoscalerCondition patch=merge:type list=map,type
type autoscaling/v2.MetricIdentifier
name 1 string !
selector 2 *apis/meta/v1.LabelSelector
type autoscaling/v2.MetricSpec
type 1 autoscaling/v2.MetricSourceType !
object 2 *autoscaling/v2.ObjectMetricSource
pods 3 *autoscaling/v2.PodsMetricSource
resource 4 *autoscaling/v2.ResourceMetricSource
containerResource 7 *autoscaling/v2.ContainerResourceMetricSource
external 5 *autoscaling/v2.ExternalMetricSource
type autoscaling/v2.MetricStatus
type 1 autoscaling/v2.MetricSourceType !
object 2 *autoscaling/v2.ObjectMetricStatus
pods 3 *autoscaling/v2.PodsMetricStatus
resource 4 *autoscaling/v2.ResourceMetricStatus
containerResource 7 *autoscaling/v2.ContainerResourceMetricStatus
external 5 *autoscaling/v2.ExternalMetricStatus
type autoscaling/v2.MetricTarget
type 1 autoscaling/v2.MetricTargetType !
value 2 *api/resource.Quantity
averageValue 3 *api/resource.Quantity
averageUtilization 4 *int32
type autoscaling/v2.MetricValueStatus
value 1 *api/resource.Quantity
averageValue 2 *api/resource.Quantity
averageUtilization 3 *int32
type autoscaling/v2.ObjectMetricSource
describedObject 1 autoscaling/v2.CrossVersionObjectReference !
target 2 autoscaling/v2.MetricTarget !
metric 3 autoscaling/v2.MetricIdentifier !
type autoscaling/v2.ObjectMetricStatus
metric 1 autoscaling/v2.MetricIdentifier !
current 2 autoscaling/v2.MetricValueStatus !
describedObject 3 autoscaling/v2.CrossVersionObjectReference !
type autoscaling/v2.PodsMetricSource
metric 1 autoscaling/v2.MetricIdentifier !
target 2 autoscaling/v2.MetricTarget !
type autoscaling/v2.PodsMetricStatus
metric 1 autoscaling/v2.MetricIdentifier !
current 2 autoscaling/v2.MetricValueStatus !
type autoscaling/v2.ResourceMetricSource
name 1 core/v1.ResourceName !
target 2 autoscaling/v2.MetricTarget !
type autoscaling/v2.ResourceMetricStatus
name 1 core/v1.ResourceName !
current 2 autoscaling/v2.MetricValueStatus !
type batch/v1.CronJob
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 batch/v1.CronJobSpec
status 3 batch/v1.CronJobStatus
type batch/v1.CronJobList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []batch/v1.CronJob !
type batch/v1.CronJobSpec
schedule 1 string !
timeZone 8 *string
startingDeadlineSeconds 2 *int64
concurrencyPolicy 3 batch/v1.ConcurrencyPolicy
suspend 4 *bool
jobTemplate 5 batch/v1.JobTemplateSpec !
successfulJobsHistoryLimit 6 *int32
failedJobsHistoryLimit 7 *int32
type batch/v1.CronJobStatus
active 1 []core/v1.ObjectReference
lastScheduleTime 4 *apis/meta/v1.Time
lastSuccessfulTime 5 *apis/meta/v1.Time
type batch/v1.Job
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 batch/v1.JobSpec
status 3 batch/v1.JobStatus
type batch/v1.JobCondition
type 1 batch/v1.JobConditionType !
status 2 core/v1.ConditionStatus !
lastProbeTime 3 apis/meta/v1.Time
lastTransitionTime 4 apis/meta/v1.Time
reason 5 string
message 6 string
type batch/v1.JobList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []batch/v1.Job !
type batch/v1.JobSpec
parallelism 1 *int32
completions 2 *int32
activeDeadlineSeconds 3 *int64
podFailurePolicy 11 *batch/v1.PodFailurePolicy
successPolicy 16 *batch/v1.SuccessPolicy
backoffLimit 7 *int32
backoffLimitPerIndex 12 *int32
maxFailedIndexes 13 *int32
selector 4 *apis/meta/v1.LabelSelector
manualSelector 5 *bool
template 6 core/v1.PodTemplateSpec !
ttlSecondsAfterFinished 8 *int32 go=TTLSecondsAfterFinished
completionMode 9 *batch/v1.CompletionMode
suspend 10 *bool
podReplacementPolicy 14 *batch/v1.PodReplacementPolicy
managedBy 15 *string
type batch/v1.JobStatus
conditions 1 []batch/v1.JobCondition patch=merge:type
startTime 2 *apis/meta/v1.Time
completionTime 3 *apis/meta/v1.Time
active 4 int32
succeeded 5 int32
failed 6 int32
terminating 11 *int32
completedIndexes 7 string
failedIndexes 10 *string
uncountedTerminatedPods 8 *batch/v1.UncountedTerminatedPods
ready 9 *int32
type batch/v1.JobTemplateSpec
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 batch/v1.JobSpec
type batch/v1.PodFailurePolicy
rules 1 []batch/v1.PodFailurePolicyRule !
type batch/v1.PodFailurePolicyOnExitCodesRequirement
containerName 1 *string
operator 2 batch/v1.PodFailurePolicyOnExitCodesOperator !
values 3 []int32 ! list=set
type batch/v1.PodFailurePolicyOnPodConditionsPattern
type 1 core/v1.PodConditionType !
status 2 core/v1.ConditionStatus !
type batch/v1.PodFailurePolicyRule
action 1 batch/v1.PodFailurePolicyAction !
onExitCodes 2 *batch/v1.PodFailurePolicyOnExitCodesRequirement
onPodConditions 3 []batch/v1.PodFailurePolicyOnPodConditionsPattern
type batch/v1.SuccessPolicy
rules 1 []batch/v1.SuccessPolicyRule !
type batch/v1.SuccessPolicyRule
succeededIndexes 1 *string
succeededCount 2 *int32
type batch/v1.UncountedTerminatedPods
succeeded 1 []types.UID list=set
failed 2 []types.UID list=set
type certificates/v1.CertificateSigningRequest
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 certificates/v1.CertificateSigningRequestSpec !
status 3 certificates/v1.CertificateSigningRequestStatus
type certificates/v1.CertificateSigningRequestCondition
type 1 certificates/v1.RequestConditionType !
status 6 core/v1.ConditionStatus !
reason 2 string
message 3 string
lastUpdateTime 4 apis/meta/v1.Time
lastTransitionTime 5 apis/meta/v1.Time
type certificates/v1.CertificateSigningRequestList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []certificates/v1.CertificateSigningRequest !
type certificates/v1.CertificateSigningRequestSpec
request 1 bytes !
signerName 7 string !
expirationSeconds 8 *int32
usages 5 []certificates/v1.KeyUsage
username 2 string
uid 3 string go=UID
groups 4 []string
extra 6 {string}certificates/v1.ExtraValue
type certificates/v1.CertificateSigningRequestStatus
conditions 1 []certificates/v1.CertificateSigningRequestCondition list=map,type
certificate 2 bytes
type coordination/v1.Lease
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 coordination/v1.LeaseSpec
type coordination/v1.LeaseList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []coordination/v1.Lease !
type coordination/v1.LeaseSpec
holderIdentity 1 *string
leaseDurationSeconds 2 *int32
acquireTime 3 *apis/meta/v1.MicroTime
renewTime 4 *apis/meta/v1.MicroTime
leaseTransitions 5 *int32
strategy 6 *coordination/v1.CoordinatedLeaseStrategy
preferredHolder 7 *string
type core/v1.AWSElasticBlockStoreVolumeSource
volumeID 1 string !
fsType 2 string go=FSType
partition 3 int32
readOnly 4 bool
type core/v1.Affinity
nodeAffinity 1 *core/v1.NodeAffinity
podAffinity 2 *core/v1.PodAffinity
podAntiAffinity 3 *core/v1.PodAntiAffinity
type core/v1.AppArmorProfile
type 1 core/v1.AppArmorProfileType !
localhostProfile 2 *string
type core/v1.AttachedVolume
name 1 core/v1.UniqueVolumeName !
devicePath 2 string !
type core/v1.AzureDiskVolumeSource
diskName 1 string !
diskURI 2 string ! go=DataDiskURI
cachingMode 3 *core/v1.AzureDataDiskCachingMode default="ReadWrite"
fsType 4 *string go=FSType default="ext4"
readOnly 5 *bool
kind 6 *core/v1.AzureDataDiskKind default="Shared"
type core/v1.AzureFilePersistentVolumeSource
secretName 1 string !
shareName 2 string !
readOnly 3 bool
secretNamespace 4 *string !
type core/v1.AzureFileVolumeSource
secretName 1 string !
shareName 2 string !
readOnly 3 bool
type core/v1.Binding
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
target 2 core/v1.ObjectReference !
type core/v1.CSIPersistentVolumeSource
driver 1 string !
volumeHandle 2 string !
readOnly 3 bool
fsType 4 string go=FSType
volumeAttributes 5 {string}string
controllerPublishSecretRef 6 *core/v1.SecretReference
nodeStageSecretRef 7 *core/v1.SecretReference
nodePublishSecretRef 8 *core/v1.SecretReference
controllerExpandSecretRef 9 *core/v1.SecretReference
nodeExpandSecretRef 10 *core/v1.SecretReference
type core/v1.CSIVolumeSource
driver 1 string !
readOnly 2 *bool
fsType 3 *string go=FSType
volumeAttributes 4 {string}string
nodePublishSecretRef 5 *core/v1.LocalObjectReference
type core/v1.Capabilities
add 1 []core/v1.Capability
drop 2 []core/v1.Capability
type core/v1.CephFSPersistentVolumeSource
monitors 1 []string !
path 2 string
user 3 string
secretFile 4 string
secretRef 5 *core/v1.SecretReference
readOnly 6 bool
type core/v1.CephFSVolumeSource
monitors 1 []string !
path 2 string
user 3 string
secretFile 4 string
secretRef 5 *core/v1.LocalObjectReference
readOnly 6 bool
type core/v1.CinderPersistentVolumeSource
volumeID 1 string !
fsType 2 string go=FSType
readOnly 3 bool
secretRef 4 *core/v1.SecretReference
type core/v1.CinderVolumeSource
volumeID 1 string !
fsType 2 string go=FSType
readOnly 3 bool
secretRef 4 *core/v1.LocalObjectReference
type core/v1.ClientIPConfig
timeoutSeconds 1 *int32
type core/v1.ClusterTrustBundleProjection
name 1 *string
signerName 2 *string
labelSelector 3 *apis/meta/v1.LabelSelector
optional 5 *bool
path 4 string !
type core/v1.ComponentCondition
type 1 core/v1.ComponentConditionType !
status 2 core/v1.ConditionStatus !
message 3 string
error 4 string
type core/v1.ComponentStatus
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
conditions 2 []core/v1.ComponentCondition patch=merge:type list=map,type
type core/v1.ComponentStatusList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []core/v1.ComponentStatus !
type core/v1.ConfigMap
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
immutable 4 *bool
data 2 {string}string
binaryData 3 {string}bytes
type core/v1.ConfigMapEnvSource
- 1 core/v1.LocalObjectReference
optional 2 *bool
type core/v1.ConfigMapKeySelector atomic
- 1 core/v1.LocalObjectReference
key 2 string !
optional 3 *bool
type core/v1.ConfigMapList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []core/v1.ConfigMap !
type core/v1.ConfigMapNodeConfigSource
namespace 1 string !
name 2 string !
uid 3 types.UID go=UID
resourceVersion 4 string
kubeletConfigKey 5 string !
type core/v1.ConfigMapProjection
- 1 core/v1.LocalObjectReference
items 2 []core/v1.KeyToPath
optional 4 *bool
type core/v1.ConfigMapVolumeSource
- 1 core/v1.LocalObjectReference
items 2 []core/v1.KeyToPath
defaultMode 3 *int32
optional 4 *bool
type core/v1.Container
name 1 string !
image 2 string
command 3 []string
args 4 []string
workingDir 5 string
ports 6 []core/v1.ContainerPort patch=merge:containerPort list=map,containerPort,protocol
envFrom 19 []core/v1.EnvFromSource
env 7 []core/v1.EnvVar patch=merge:name list=map,name
resources 8 core/v1.ResourceRequirements
resizePolicy 23 []core/v1.ContainerResizePolicy
restartPolicy 24 *core/v1.ContainerRestartPolicy
volumeMounts 9 []core/v1.VolumeMount patch=merge:mountPath list=map,mountPath
volumeDevices 21 []core/v1.VolumeDevice patch=merge:devicePath list=map,devicePath
livenessProbe 10 *core/v1.Probe
readinessProbe 11 *core/v1.Probe
startupProbe 22 *core/v1.Probe
lifecycle 12 *core/v1.Lifecycle
terminationMessagePath 13 string
terminationMessagePolicy 20 core/v1.TerminationMessagePolicy
imagePullPolicy 14 core/v1.PullPolicy
securityContext 15 *core/v1.SecurityContext
stdin 16 bool
stdinOnce 17 bool
tty 18 bool go=TTY
type core/v1.ContainerImage
names 1 []string !
sizeBytes 2 int64
type core/v1.ContainerPort
name 1 string
hostPort 2 int32
containerPort 3 int32 !
protocol 4 core/v1.Protocol default="TCP"
hostIP 5 string
type core/v1.ContainerResizePolicy
resourceName 1 core/v1.ResourceName !
restartPolicy 2 core/v1.ResourceResizeRestartPolicy !
type core/v1.ContainerState
waiting 1 *core/v1.ContainerStateWaiting
running 2 *core/v1.ContainerStateRunning
terminated 3 *core/v1.ContainerStateTerminated
type core/v1.ContainerStateRunning
startedAt 1 apis/meta/v1.Time
type core/v1.ContainerStateTerminated
exitCode 1 int32 !
signal 2 int32
reason 3 string
message 4 string
startedAt 5 apis/meta/v1.Time
finishedAt 6 apis/meta/v1.Time
containerID 7 string
type core/v1.ContainerStateWaiting
reason 1 string
message 2 string
type core/v1.ContainerStatus
name 1 string !
state 2 core/v1.ContainerState
lastState 3 core/v1.ContainerState go=LastTerminationState
ready 4 bool !
restartCount 5 int32 !
image 6 string !
imageID 7 string !
containerID 8 string
started 9 *bool
allocatedResources 10 core/v1.ResourceList
resources 11 *core/v1.ResourceRequirements
volumeMounts 12 []core/v1.VolumeMountStatus patch=merge:mountPath list=map,mountPath
user 13 *core/v1.ContainerUser
allocatedResourcesStatus 14 []core/v1.ResourceStatus patch=merge:name list=map,name
type core/v1.ContainerUser
linux 1 *core/v1.LinuxContainerUser
type core/v1.DaemonEndpoint
Port 1 int32 !
type core/v1.DownwardAPIProjection
items 1 []core/v1.DownwardAPIVolumeFile
type core/v1.DownwardAPIVolumeFile
path 1 string !
fieldRef 2 *core/v1.ObjectFieldSelector
resourceFieldRef 3 *core/v1.ResourceFieldSelector
mode 4 *int32
type core/v1.DownwardAPIVolumeSource
items 1 []core/v1.DownwardAPIVolumeFile
defaultMode 2 *int32
type core/v1.EmptyDirVolumeSource
medium 1 core/v1.StorageMedium
sizeLimit 2 *api/resource.Quantity
type core/v1.EndpointAddress atomic
ip 1 string ! go=IP
hostname 3 string
nodeName 4 *string
targetRef 2 *core/v1.ObjectReference
type core/v1.EndpointPort atomic
name 1 string
port 2 int32 !
protocol 3 core/v1.Protocol
appProtocol 4 *string
type core/v1.EndpointSubset
addresses 1 []core/v1.EndpointAddress
notReadyAddresses 2 []core/v1.EndpointAddress
ports 3 []core/v1.EndpointPort
type core/v1.Endpoints
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
subsets 2 []core/v1.EndpointSubset
type core/v1.EndpointsList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []core/v1.Endpoints !
type core/v1.EnvFromSource
prefix 1 string
configMapRef 2 *core/v1.ConfigMapEnvSource
secretRef 3 *core/v1.SecretEnvSource
type core/v1.EnvVar
name 1 string !
value 2 string
valueFrom 3 *core/v1.EnvVarSource
type core/v1.EnvVarSource
fieldRef 1 *core/v1.ObjectFieldSelector
resourceFieldRef 2 *core/v1.ResourceFieldSelector
configMapKeyRef 3 *core/v1.ConfigMapKeySelector
secretKeyRef 4 *core/v1.SecretKeySelector
type core/v1.EphemeralContainer
- 1 core/v1.EphemeralContainerCommon
targetContainerName 2 string
type core/v1.EphemeralContainerCommon
name 1 string !
image 2 string
command 3 []string
args 4 []string
workingDir 5 string
ports 6 []core/v1.ContainerPort patch=merge:containerPort list=map,containerPort,protocol
envFrom 19 []core/v1.EnvFromSource
env 7 []core/v1.EnvVar patch=merge:name list=map,name
resources 8 core/v1.ResourceRequirements
resizePolicy 23 []core/v1.ContainerResizePolicy
restartPolicy 24 *core/v1.ContainerRestartPolicy
volumeMounts 9 []core/v1.VolumeMount patch=merge:mountPath list=map,mountPath
volumeDevices 21 []core/v1.VolumeDevice patch=merge:devicePath list=map,devicePath
livenessProbe 10 *core/v1.Probe
readinessProbe 11 *core/v1.Probe
startupProbe 22 *core/v1.Probe
lifecycle 12 *core/v1.Lifecycle
terminationMessagePath 13 string
terminationMessagePolicy 20 core/v1.TerminationMessagePolicy
imagePullPolicy 14 core/v1.PullPolicy
securityContext 15 *core/v1.SecurityContext
stdin 16 bool
stdinOnce 17 bool
tty 18 bool go=TTY
type core/v1.EphemeralVolumeSource
volumeClaimTemplate 1 *core/v1.PersistentVolumeClaimTemplate
type core/v1.Event
metadata 1 apis/meta/v1.ObjectMeta ! go=ObjectMeta
involvedObject 2 core/v1.ObjectReference !
reason 3 string
message 4 string
source 5 core/v1.EventSource
firstTimestamp 6 apis/meta/v1.Time
lastTimestamp 7 apis/meta/v1.Time
count 8 int32
type 9 string
eventTime 10 apis/meta/v1.MicroTime
series 11 *core/v1.EventSeries
action 12 string
related 13 *core/v1.ObjectReference
reportingComponent 14 string ! go=ReportingController
reportingInstance 15 string !
type core/v1.EventList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []core/v1.Event !
type core/v1.EventSeries
count 1 int32
lastObservedTime 2 apis/meta/v1.MicroTime
type core/v1.EventSource
component 1 string
host 2 string
type core/v1.ExecAction
command 1 []string
type core/v1.FCVolumeSource
targetWWNs 1 []string
lun 2 *int32
fsType 3 string go=FSType
readOnly 4 bool
wwids 5 []string go=WWIDs
type core/v1.FlexPersistentVolumeSource
driver 1 string !
fsType 2 string go=FSType
secretRef 3 *core/v1.SecretReference
readOnly 4 bool
options 5 {string}string
type core/v1.FlexVolumeSource
driver 1 string !
fsType 2 string go=FSType
secretRef 3 *core/v1.LocalObjectReference
readOnly 4 bool
options 5 {string}string
type core/v1.FlockerVolumeSource
datasetName 1 string
datasetUUID 2 string
type core/v1.GCEPersistentDiskVolumeSource
pdName 1 string ! go=PDName
fsType 2 string go=FSType
partition 3 int32
readOnly 4 bool
type core/v1.GRPCAction
port 1 int32 !
service 2 *string !
type core/v1.GitRepoVolumeSource
repository 1 string !
revision 2 string
directory 3 string
type core/v1.GlusterfsPersistentVolumeSource
endpoints 1 string ! go=EndpointsName
path 2 string !
readOnly 3 bool
endpointsNamespace 4 *string
type core/v1.GlusterfsVolumeSource
endpoints 1 string ! go=EndpointsName
path 2 string !
readOnly 3 bool
type core/v1.HTTPGetAction
path 1 string
port 2 util/intstr.IntOrString !
host 3 string
scheme 4 core/v1.URIScheme
httpHeaders 5 []core/v1.HTTPHeader go=HTTPHeaders
type core/v1.HTTPHeader
name 1 string !
value 2 string !
type core/v1.HostAlias
ip 1 string ! go=IP
hostnames 2 []string
type core/v1.HostIP
ip 1 string ! go=IP
type core/v1.HostPathVolumeSource
path 1 string !
type 2 *core/v1.HostPathType
type core/v1.ISCSIPersistentVolumeSource
targetPortal 1 string !
iqn 2 string ! go=IQN
lun 3 int32 !
iscsiInterface 4 string go=ISCSIInterface default="default"
fsType 5 string go=FSType
readOnly 6 bool
portals 7 []string
chapAuthDiscovery 8 bool go=DiscoveryCHAPAuth
chapAuthSession 11 bool go=SessionCHAPAuth
secretRef 10 *core/v1.SecretReference
initiatorName 12 *string
type core/v1.ISCSIVolumeSource
targetPortal 1 string !
iqn 2 string ! go=IQN
lun 3 int32 !
iscsiInterface 4 string go=ISCSIInterface default="default"
fsType 5 string go=FSType
readOnly 6 bool
portals 7 []string
chapAuthDiscovery 8 bool go=DiscoveryCHAPAuth
chapAuthSession 11 bool go=SessionCHAPAuth
secretRef 10 *core/v1.LocalObjectReference
initiatorName 12 *string
type core/v1.ImageVolumeSource
reference 1 string
pullPolicy 2 core/v1.PullPolicy
type core/v1.KeyToPath
key 1 string !
path 2 string !
mode 3 *int32
type core/v1.Lifecycle
postStart 1 *core/v1.LifecycleHandler
preStop 2 *core/v1.LifecycleHandler
type core/v1.LifecycleHandler
exec 1 *core/v1.ExecAction
httpGet 2 *core/v1.HTTPGetAction go=HTTPGet
tcpSocket 3 *core/v1.TCPSocketAction go=TCPSocket
sleep 4 *core/v1.SleepAction
type core/v1.LimitRange
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 core/v1.LimitRangeSpec
type core/v1.LimitRangeItem
type 1 core/v1.LimitType !
max 2 core/v1.ResourceList
min 3 core/v1.ResourceList
default 4 core/v1.ResourceList
defaultRequest 5 core/v1.ResourceList
maxLimitRequestRatio 6 core/v1.ResourceList
type core/v1.LimitRangeList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []core/v1.LimitRange !
type core/v1.LimitRangeSpec
limits 1 []core/v1.LimitRangeItem !
type core/v1.LinuxContainerUser
uid 1 int64 ! go=UID
gid 2 int64 ! go=GID
supplementalGroups 3 []int64
type core/v1.List
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []runtime.RawExtension !
type core/v1.LoadBalancerIngress
ip 1 string go=IP
hostname 2 string
ipMode 3 *core/v1.LoadBalancerIPMode go=IPMode
ports 4 []core/v1.PortStatus
type core/v1.LoadBalancerStatus
ingress 1 []core/v1.LoadBalancerIngress
type core/v1.LocalObjectReference atomic
name 1 string
type core/v1.LocalVolumeSource
path 1 string !
fsType 2 *string go=FSType
type core/v1.ModifyVolumeStatus
targetVolumeAttributesClassName 1 string
status 2 core/v1.PersistentVolumeClaimModifyVolumeStatus !
type core/v1.NFSVolumeSource
server 1 string !
path 2 string !
readOnly 3 bool
type core/v1.Namespace
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 core/v1.NamespaceSpec
status 3 core/v1.NamespaceStatus
type core/v1.NamespaceCondition
type 1 core/v1.NamespaceConditionType !
status 2 core/v1.ConditionStatus !
lastTransitionTime 4 apis/meta/v1.Time
reason 5 string
message 6 string
type core/v1.NamespaceList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []core/v1.Namespace !
type core/v1.NamespaceSpec
finalizers 1 []core/v1.FinalizerName
type core/v1.NamespaceStatus
phase 1 core/v1.NamespacePhase
conditions 2 []core/v1.NamespaceCondition patch=merge:type list=map,type
type core/v1.Node
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 core/v1.NodeSpec
status 3 core/v1.NodeStatus
type core/v1.NodeAddress
type 1 core/v1.NodeAddressType !
address 2 string !
type core/v1.NodeAffinity
requiredDuringSchedulingIgnoredDuringExecution 1 *core/v1.NodeSelector
preferredDuringSchedulingIgnoredDuringExecution 2 []core/v1.PreferredSchedulingTerm
type core/v1.NodeCondition
type 1 core/v1.NodeConditionType !
status 2 core/v1.ConditionStatus !
lastHeartbeatTime 3 apis/meta/v1.Time
lastTransitionTime 4 apis/meta/v1.Time
reason 5 string
message 6 string
type core/v1.NodeConfigSource
configMap 2 *core/v1.ConfigMapNodeConfigSource
type core/v1.NodeConfigStatus
assigned 1 *core/v1.NodeConfigSource
active 2 *core/v1.NodeConfigSource
lastKnownGood 3 *core/v1.NodeConfigSource
error 4 string
type core/v1.NodeDaemonEndpoints
kubeletEndpoint 1 core/v1.DaemonEndpoint
type core/v1.NodeFeatures
supplementalGroupsPolicy 1 *bool
type core/v1.NodeList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []core/v1.Node !
type core/v1.NodeProxyOptions
path 1 string
type core/v1.NodeRuntimeHandler
name 1 string !
features 2 *core/v1.NodeRuntimeHandlerFeatures
type core/v1.NodeRuntimeHandlerFeatures
recursiveReadOnlyMounts 1 *bool
userNamespaces 2 *bool
type core/v1.NodeSelector atomic
nodeSelectorTerms 1 []core/v1.NodeSelectorTerm !
type core/v1.NodeSelectorRequirement
key 1 string !
operator 2 core/v1.NodeSelectorOperator !
values 3 []string
type core/v1.NodeSelectorTerm atomic
matchExpressions 1 []core/v1.NodeSelectorRequirement
matchFields 2 []core/v1.NodeSelectorRequirement
type core/v1.NodeSpec
podCIDR 1 string
podCIDRs 7 []string patch=merge list=set
providerID 3 string
unschedulable 4 bool
taints 5 []core/v1.Taint
configSource 6 *core/v1.NodeConfigSource
externalID 2 string go=DoNotUseExternalID
type core/v1.NodeStatus
capacity 1 core/v1.ResourceList
allocatable 2 core/v1.ResourceList
phase 3 core/v1.NodePhase
conditions 4 []core/v1.NodeCondition patch=merge:type list=map,type
addresses 5 []core/v1.NodeAddress patch=merge:type list=map,type
daemonEndpoints 6 core/v1.NodeDaemonEndpoints
nodeInfo 7 core/v1.NodeSystemInfo
images 8 []core/v1.ContainerImage
volumesInUse 9 []core/v1.UniqueVolumeName
volumesAttached 10 []core/v1.AttachedVolume
config 11 *core/v1.NodeConfigStatus
runtimeHandlers 12 []core/v1.NodeRuntimeHandler
features 13 *core/v1.NodeFeatures
type core/v1.NodeSystemInfo
machineID 1 string !
systemUUID 2 string !
bootID 3 string !
kernelVersion 4 string !
osImage 5 string ! go=OSImage
containerRuntimeVersion 6 string !
kubeletVersion 7 string !
kubeProxyVersion 8 string !
operatingSystem 9 string !
architecture 10 string !
type core/v1.ObjectFieldSelector atomic
apiVersion 1 string go=APIVersion
fieldPath 2 string !
type core/v1.ObjectReference atomic
kind 1 string
namespace 2 string
name 3 string
uid 4 types.UID go=UID
apiVersion 5 string go=APIVersion
resourceVersion 6 string
fieldPath 7 string
type core/v1.PersistentVolume
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 core/v1.PersistentVolumeSpec
status 3 core/v1.PersistentVolumeStatus
type core/v1.PersistentVolumeClaim
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 core/v1.PersistentVolumeClaimSpec
status 3 core/v1.PersistentVolumeClaimStatus
type core/v1.PersistentVolumeClaimCondition
type 1 core/v1.PersistentVolumeClaimConditionType !
status 2 core/v1.ConditionStatus !
lastProbeTime 3 apis/meta/v1.Time
lastTransitionTime 4 apis/meta/v1.Time
reason 5 string
message 6 string
type core/v1.PersistentVolumeClaimList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []core/v1.PersistentVolumeClaim !
type core/v1.PersistentVolumeClaimSpec
accessModes 1 []core/v1.PersistentVolumeAccessMode
selector 4 *apis/meta/v1.LabelSelector
resources 2 core/v1.VolumeResourceRequirements
volumeName 3 string
storageClassName 5 *string
volumeMode 6 *core/v1.PersistentVolumeMode
dataSource 7 *core/v1.TypedLocalObjectReference
dataSourceRef 8 *core/v1.TypedObjectReference
volumeAttributesClassName 9 *string
type core/v1.PersistentVolumeClaimStatus
phase 1 core/v1.PersistentVolumeClaimPhase
accessModes 2 []core/v1.PersistentVolumeAccessMode
capacity 3 core/v1.ResourceList
conditions 4 []core/v1.PersistentVolumeClaimCondition patch=merge:type list=map,type
allocatedResources 5 core/v1.ResourceList
allocatedResourceStatuses 7 {core/v1.ResourceName}core/v1.ClaimResourceStatus
currentVolumeAttributesClassName 8 *string
modifyVolumeStatus 9 *core/v1.ModifyVolumeStatus
type core/v1.PersistentVolumeClaimTemplate
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 core/v1.PersistentVolumeClaimSpec !
type core/v1.PersistentVolumeClaimVolumeSource
claimName 1 string !
readOnly 2 bool
type core/v1.PersistentVolumeList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []core/v1.PersistentVolume !
type core/v1.PersistentVolumeSource
gcePersistentDisk 1 *core/v1.GCEPersistentDiskVolumeSource go=GCEPersistentDisk
awsElasticBlockStore 2 *core/v1.AWSElasticBlockStoreVolumeSource go=AWSElasticBlockStore
hostPath 3 *core/v1.HostPathVolumeSource
glusterfs 4 *core/v1.GlusterfsPersistentVolumeSource
nfs 5 *core/v1.NFSVolumeSource go=NFS
rbd 6 *core/v1.RBDPersistentVolumeSource go=RBD
iscsi 7 *core/v1.ISCSIPersistentVolumeSource go=ISCSI
cinder 8 *core/v1.CinderPersistentVolumeSource
cephfs 9 *core/v1.CephFSPersistentVolumeSource go=CephFS
fc 10 *core/v1.FCVolumeSource go=FC
flocker 11 *core/v1.FlockerVolumeSource
flexVolume 12 *core/v1.FlexPersistentVolumeSource
azureFile 13 *core/v1.AzureFilePersistentVolumeSource
vsphereVolume 14 *core/v1.VsphereVirtualDiskVolumeSource
quobyte 15 *core/v1.QuobyteVolumeSource
azureDisk 16 *core/v1.AzureDiskVolumeSource
photonPersistentDisk 17 *core/v1.PhotonPersistentDiskVolumeSource
portworxVolume 18 *core/v1.PortworxVolumeSource
scaleIO 19 *core/v1.ScaleIOPersistentVolumeSource
local 20 *core/v1.LocalVolumeSource
storageos 21 *core/v1.StorageOSPersistentVolumeSource go=StorageOS
csi 22 *core/v1.CSIPersistentVolumeSource go=CSI
type core/v1.PersistentVolumeSpec
capacity 1 core/v1.ResourceList
- 2 core/v1.PersistentVolumeSource
accessModes 3 []core/v1.PersistentVolumeAccessMode
claimRef 4 *core/v1.ObjectReference
persistentVolumeReclaimPolicy 5 core/v1.PersistentVolumeReclaimPolicy
storageClassName 6 string
mountOptions 7 []string
volumeMode 8 *core/v1.PersistentVolumeMode
nodeAffinity 9 *core/v1.VolumeNodeAffinity
volumeAttributesClassName 10 *string
type core/v1.PersistentVolumeStatus
phase 1 core/v1.PersistentVolumePhase
message 2 string
reason 3 string
lastPhaseTransitionTime 4 *apis/meta/v1.Time
type core/v1.PhotonPersistentDiskVolumeSource
pdID 1 string !
fsType 2 string go=FSType
type core/v1.Pod
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 core/v1.PodSpec
status 3 core/v1.PodStatus
type core/v1.PodAffinity
requiredDuringSchedulingIgnoredDuringExecution 1 []core/v1.PodAffinityTerm
preferredDuringSchedulingIgnoredDuringExecution 2 []core/v1.WeightedPodAffinityTerm
type core/v1.PodAffinityTerm
labelSelector 1 *apis/meta/v1.LabelSelector
namespaces 2 []string
topologyKey 3 string !
namespaceSelector 4 *apis/meta/v1.LabelSelector
matchLabelKeys 5 []string
mismatchLabelKeys 6 []string
type core/v1.PodAntiAffinity
requiredDuringSchedulingIgnoredDuringExecution 1 []core/v1.PodAffinityTerm
preferredDuringSchedulingIgnoredDuringExecution 2 []core/v1.WeightedPodAffinityTerm
type core/v1.PodAttachOptions
stdin 1 bool
stdout 2 bool
stderr 3 bool
tty 4 bool go=TTY
container 5 string
type core/v1.PodCondition
type 1 core/v1.PodConditionType !
status 2 core/v1.ConditionStatus !
lastProbeTime 3 apis/meta/v1.Time
lastTransitionTime 4 apis/meta/v1.Time
reason 5 string
message 6 string
type core/v1.PodDNSConfig
nameservers 1 []string
searches 2 []string
options 3 []core/v1.PodDNSConfigOption
type core/v1.PodDNSConfigOption
name 1 string
value 2 *string
type core/v1.PodExecOptions
stdin 1 bool
stdout 2 bool
stderr 3 bool
tty 4 bool go=TTY
container 5 string
command 6 []string !
type core/v1.PodIP
ip 1 string ! go=IP
type core/v1.PodList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []core/v1.Pod !
type core/v1.PodLogOptions
container 1 string
follow 2 bool
previous 3 bool
sinceSeconds 4 *int64
sinceTime 5 *apis/meta/v1.Time
timestamps 6 bool
tailLines 7 *int64
limitBytes 8 *int64
insecureSkipTLSVerifyBackend 9 bool
stream 10 *string
type core/v1.PodOS
name 1 core/v1.OSName !
type core/v1.PodPortForwardOptions
ports 1 []int32
type core/v1.PodProxyOptions
path 1 string
type core/v1.PodReadinessGate
conditionType 1 core/v1.PodConditionType !
type core/v1.PodResourceClaim
name 1 string !
resourceClaimName 3 *string
resourceClaimTemplateName 4 *string
type core/v1.PodResourceClaimStatus
name 1 string !
resourceClaimName 2 *string
type core/v1.PodSchedulingGate
name 1 string !
type core/v1.PodSecurityContext
seLinuxOptions 1 *core/v1.SELinuxOptions go=SELinuxOptions
windowsOptions 8 *core/v1.WindowsSecurityContextOptions
runAsUser 2 *int64
runAsGroup 6 *int64
runAsNonRoot 3 *bool
supplementalGroups 4 []int64
supplementalGroupsPolicy 12 *core/v1.SupplementalGroupsPolicy
fsGroup 5 *int64 go=FSGroup
sysctls 7 []core/v1.Sysctl
fsGroupChangePolicy 9 *core/v1.PodFSGroupChangePolicy go=FSGroupChangePolicy
seccompProfile 10 *core/v1.SeccompProfile
appArmorProfile 11 *core/v1.AppArmorProfile
seLinuxChangePolicy 13 *core/v1.PodSELinuxChangePolicy go=SELinuxChangePolicy
type core/v1.PodSpec
volumes 1 []core/v1.Volume patch=merge,retainKeys:name list=map,name
initContainers 20 []core/v1.Container patch=merge:name list=map,name
containers 2 []core/v1.Container ! patch=merge:name list=map,name
ephemeralContainers 34 []core/v1.EphemeralContainer patch=merge:name list=map,name
restartPolicy 3 core/v1.RestartPolicy
terminationGracePeriodSeconds 4 *int64
activeDeadlineSeconds 5 *int64
dnsPolicy 6 core/v1.DNSPolicy go=DNSPolicy
nodeSelector 7 {string}string map=atomic
serviceAccountName 8 string
serviceAccount 9 string go=DeprecatedServiceAccount
automountServiceAccountToken 21 *bool
nodeName 10 string
hostNetwork 11 bool
hostPID 12 bool
hostIPC 13 bool
shareProcessNamespace 27 *bool
securityContext 14 *core/v1.PodSecurityContext
imagePullSecrets 15 []core/v1.LocalObjectReference patch=merge:name list=map,name
hostname 16 string
subdomain 17 string
affinity 18 *core/v1.Affinity
schedulerName 19 string
tolerations 22 []core/v1.Toleration
hostAliases 23 []core/v1.HostAlias patch=merge:ip list=map,ip
priorityClassName 24 string
priority 25 *int32
dnsConfig 26 *core/v1.PodDNSConfig go=DNSConfig
readinessGates 28 []core/v1.PodReadinessGate
runtimeClassName 29 *string
enableServiceLinks 30 *bool
preemptionPolicy 31 *core/v1.PreemptionPolicy
overhead 32 core/v1.ResourceList
topologySpreadConstraints 33 []core/v1.TopologySpreadConstraint patch=merge:topologyKey list=map,topologyKey,whenUnsatisfiable
setHostnameAsFQDN 35 *bool
os 36 *core/v1.PodOS go=OS
hostUsers 37 *bool
schedulingGates 38 []core/v1.PodSchedulingGate patch=merge:name list=map,name
resourceClaims 39 []core/v1.PodResourceClaim patch=merge,retainKeys:name list=map,name
resources 40 *core/v1.ResourceRequirements
type core/v1.PodStatus
phase 1 core/v1.PodPhase
conditions 2 []core/v1.PodCondition patch=merge:type list=map,type
message 3 string
reason 4 string
nominatedNodeName 11 string
hostIP 5 string
hostIPs 16 []core/v1.HostIP patch=merge:ip
podIP 6 string
podIPs 12 []core/v1.PodIP patch=merge:ip list=map,ip
startTime 7 *apis/meta/v1.Time
initContainerStatuses 10 []core/v1.ContainerStatus
containerStatuses 8 []core/v1.ContainerStatus
qosClass 9 core/v1.PodQOSClass go=QOSClass
ephemeralContainerStatuses 13 []core/v1.ContainerStatus
resize 14 core/v1.PodResizeStatus
resourceClaimStatuses 15 []core/v1.PodResourceClaimStatus patch=merge,retainKeys:name list=map,name
type core/v1.PodStatusResult
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
status 2 core/v1.PodStatus
type core/v1.PodTemplate
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
template 2 core/v1.PodTemplateSpec
type core/v1.PodTemplateList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []core/v1.PodTemplate !
type core/v1.PodTemplateSpec
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 core/v1.PodSpec
type core/v1.PortStatus
port 1 int32 !
protocol 2 core/v1.Protocol !
error 3 *string
type core/v1.PortworxVolumeSource
volumeID 1 string !
fsType 2 string go=FSType
readOnly 3 bool
type core/v1.PreferredSchedulingTerm
weight 1 int32 !
preference 2 core/v1.NodeSelectorTerm !
type core/v1.Probe
- 1 core/v1.ProbeHandler
initialDelaySeconds 2 int32
timeoutSeconds 3 int32
periodSeconds 4 int32
successThreshold 5 int32
failureThreshold 6 int32
terminationGracePeriodSeconds 7 *int64
type core/v1.ProbeHandler
exec 1 *core/v1.ExecAction
httpGet 2 *core/v1.HTTPGetAction go=HTTPGet
tcpSocket 3 *core/v1.TCPSocketAction go=TCPSocket
grpc 4 *core/v1.GRPCAction go=GRPC
type core/v1.ProjectedVolumeSource
sources 1 []core/v1.VolumeProjection !
defaultMode 2 *int32
type core/v1.QuobyteVolumeSource
registry 1 string !
volume 2 string !
readOnly 3 bool
user 4 string
group 5 string
tenant 6 string
type core/v1.RBDPersistentVolumeSource
monitors 1 []string ! go=CephMonitors
image 2 string ! go=RBDImage
fsType 3 string go=FSType
pool 4 string go=RBDPool default="rbd"
user 5 string go=RadosUser default="admin"
keyring 6 string default="/etc/ceph/keyring"
secretRef 7 *core/v1.SecretReference
readOnly 8 bool
type core/v1.RBDVolumeSource
monitors 1 []string ! go=CephMonitors
image 2 string ! go=RBDImage
fsType 3 string go=FSType
pool 4 string go=RBDPool default="rbd"
user 5 string go=RadosUser default="admin"
keyring 6 string default="/etc/ceph/keyring"
secretRef 7 *core/v1.LocalObjectReference
readOnly 8 bool
type core/v1.RangeAllocation
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
range 2 string !
data 3 bytes !
type core/v1.ReplicationController
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 core/v1.ReplicationControllerSpec
status 3 core/v1.ReplicationControllerStatus
type core/v1.ReplicationControllerCondition
type 1 core/v1.ReplicationControllerConditionType !
status 2 core/v1.ConditionStatus !
lastTransitionTime 3 apis/meta/v1.Time
reason 4 string
message 5 string
type core/v1.ReplicationControllerList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []core/v1.ReplicationController !
type core/v1.ReplicationControllerSpec
replicas 1 *int32
minReadySeconds 4 int32
selector 2 {string}string map=atomic
template 3 *core/v1.PodTemplateSpec
type core/v1.ReplicationControllerStatus
replicas 1 int32 !
fullyLabeledReplicas 2 int32
readyReplicas 4 int32
availableReplicas 5 int32
observedGeneration 3 int64
conditions 6 []core/v1.ReplicationControllerCondition patch=merge:type list=map,type
type core/v1.ResourceClaim
name 1 string !
request 2 string
type core/v1.ResourceFieldSelector atomic
containerName 1 string
resource 2 string !
divisor 3 api/resource.Quantity
type core/v1.ResourceHealth
resourceID 1 core/v1.ResourceID !
health 2 core/v1.ResourceHealthStatus
type core/v1.ResourceQuota
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 core/v1.ResourceQuotaSpec
status 3 core/v1.ResourceQuotaStatus
type core/v1.ResourceQuotaList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []core/v1.ResourceQuota !
type core/v1.ResourceQuotaSpec
hard 1 core/v1.ResourceList
scopes 2 []core/v1.ResourceQuotaScope
scopeSelector 3 *core/v1.ScopeSelector
type core/v1.ResourceQuotaStatus
hard 1 core/v1.ResourceList
used 2 core/v1.ResourceList
type core/v1.ResourceRequirements
limits 1 core/v1.ResourceList
requests 2 core/v1.ResourceList
claims 3 []core/v1.ResourceClaim list=map,name
type core/v1.ResourceStatus
name 1 core/v1.ResourceName !
resources 2 []core/v1.ResourceHealth list=map,resourceID
type core/v1.SELinuxOptions
user 1 string
role 2 string
type 3 string
level 4 string
type core/v1.ScaleIOPersistentVolumeSource
gateway 1 string !
system 2 string !
secretRef 3 *core/v1.SecretReference !
sslEnabled 4 bool go=SSLEnabled
protectionDomain 5 string
storagePool 6 string
storageMode 7 string default="ThinProvisioned"
volumeName 8 string
fsType 9 string go=FSType default="xfs"
readOnly 10 bool
type core/v1.ScaleIOVolumeSource
gateway 1 string !
system 2 string !
secretRef 3 *core/v1.LocalObjectReference !
sslEnabled 4 bool go=SSLEnabled
protectionDomain 5 string
storagePool 6 string
storageMode 7 string default="ThinProvisioned"
volumeName 8 string
fsType 9 string go=FSType default="xfs"
readOnly 10 bool
type core/v1.ScopeSelector atomic
matchExpressions 1 []core/v1.ScopedResourceSelectorRequirement
type core/v1.ScopedResourceSelectorRequirement
scopeName 1 core/v1.ResourceQuotaScope !
operator 2 core/v1.ScopeSelectorOperator !
values 3 []string
type core/v1.SeccompProfile
type 1 core/v1.SeccompProfileType !
localhostProfile 2 *string
type core/v1.Secret
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
immutable 5 *bool
data 2 {string}bytes
stringData 4 {string}string
type 3 core/v1.SecretType
type core/v1.SecretEnvSource
- 1 core/v1.LocalObjectReference
optional 2 *bool
type core/v1.SecretKeySelector atomic
- 1 core/v1.LocalObjectReference
key 2 string !
optional 3 *bool
type core/v1.SecretList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []core/v1.Secret !
type core/v1.SecretProjection
- 1 core/v1.LocalObjectReference
items 2 []core/v1.KeyToPath
optional 4 *bool
type core/v1.SecretReference atomic
name 1 string
namespace 2 string
type core/v1.SecretVolumeSource
secretName 1 string
items 2 []core/v1.KeyToPath
defaultMode 3 *int32
optional 4 *bool
type core/v1.SecurityContext
capabilities 1 *core/v1.Capabilities
privileged 2 *bool
seLinuxOptions 3 *core/v1.SELinuxOptions go=SELinuxOptions
windowsOptions 10 *core/v1.WindowsSecurityContextOptions
runAsUser 4 *int64
runAsGroup 8 *int64
runAsNonRoot 5 *bool
readOnlyRootFilesystem 6 *bool
allowPrivilegeEscalation 7 *bool
procMount 9 *core/v1.ProcMountType
seccompProfile 11 *core/v1.SeccompProfile
appArmorProfile 12 *core/v1.AppArmorProfile
type core/v1.SerializedReference
reference 1 core/v1.ObjectReference
type core/v1.Service
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 core/v1.ServiceSpec
status 3 core/v1.ServiceStatus
type core/v1.ServiceAccount
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
secrets 2 []core/v1.ObjectReference patch=merge:name list=map,name
imagePullSecrets 3 []core/v1.LocalObjectReference
automountServiceAccountToken 4 *bool
type core/v1.ServiceAccountList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []core/v1.ServiceAccount !
type core/v1.ServiceAccountTokenProjection
audience 1 string
expirationSeconds 2 *int64
path 3 string !
type core/v1.ServiceList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []core/v1.Service !
type core/v1.ServicePort
name 1 string
protocol 2 core/v1.Protocol default="TCP"
appProtocol 6 *string
port 3 int32 !
targetPort 4 util/intstr.IntOrString
nodePort 5 int32
type core/v1.ServiceProxyOptions
path 1 string
type core/v1.ServiceSpec
ports 1 []core/v1.ServicePort patch=merge:port list=map,port,protocol
selector 2 {string}string map=atomic
clusterIP 3 string
clusterIPs 18 []string
type 4 core/v1.ServiceType
externalIPs 5 []string
sessionAffinity 7 core/v1.ServiceAffinity
loadBalancerIP 8 string
loadBalancerSourceRanges 9 []string
externalName 10 string
externalTrafficPolicy 11 core/v1.ServiceExternalTrafficPolicy
healthCheckNodePort 12 int32
publishNotReadyAddresses 13 bool
sessionAffinityConfig 14 *core/v1.SessionAffinityConfig
ipFamilies 19 []core/v1.IPFamily go=IPFamilies
ipFamilyPolicy 17 *core/v1.IPFamilyPolicy go=IPFamilyPolicy
allocateLoadBalancerNodePorts 20 *bool
loadBalancerClass 21 *string
internalTrafficPolicy 22 *core/v1.ServiceInternalTrafficPolicy
trafficDistribution 23 *string
type core/v1.ServiceStatus
loadBalancer 1 core/v1.LoadBalancerStatus
conditions 2 []apis/meta/v1.Condition patch=merge:type list=map,type
type core/v1.SessionAffinityConfig
clientIP 1 *core/v1.ClientIPConfig
type core/v1.SleepAction
seconds 1 int64 !
type core/v1.StorageOSPersistentVolumeSource
volumeName 1 string
volumeNamespace 2 string
fsType 3 string go=FSType
readOnly 4 bool
secretRef 5 *core/v1.ObjectReference
type core/v1.StorageOSVolumeSource
volumeName 1 string
volumeNamespace 2 string
fsType 3 string go=FSType
readOnly 4 bool
secretRef 5 *core/v1.LocalObjectReference
type core/v1.Sysctl
name 1 string !
value 2 string !
type core/v1.TCPSocketAction
port 1 util/intstr.IntOrString !
host 2 string
type core/v1.Taint
key 1 string !
value 2 string
effect 3 core/v1.TaintEffect !
timeAdded 4 *apis/meta/v1.Time
type core/v1.Toleration
key 1 string
operator 2 core/v1.TolerationOperator
value 3 string
effect 4 core/v1.TaintEffect
tolerationSeconds 5 *int64
type core/v1.TopologySelectorLabelRequirement
key 1 string !
values 2 []string !
type core/v1.TopologySelectorTerm atomic
matchLabelExpressions 1 []core/v1.TopologySelectorLabelRequirement
type core/v1.TopologySpreadConstraint
maxSkew 1 int32 !
topologyKey 2 string !
whenUnsatisfiable 3 core/v1.UnsatisfiableConstraintAction !
labelSelector 4 *apis/meta/v1.LabelSelector
minDomains 5 *int32
nodeAffinityPolicy 6 *core/v1.NodeInclusionPolicy
nodeTaintsPolicy 7 *core/v1.NodeInclusionPolicy
matchLabelKeys 8 []string
type core/v1.TypedLocalObjectReference atomic
apiGroup 1 *string ! go=APIGroup
kind 2 string !
name 3 string !
type core/v1.TypedObjectReference
apiGroup 1 *string ! go=APIGroup
kind 2 string !
name 3 string !
namespace 4 *string
type core/v1.Volume
name 1 string !
- 2 core/v1.VolumeSource
type core/v1.VolumeDevice
name 1 string !
devicePath 2 string !
type core/v1.VolumeMount
name 1 string !
readOnly 2 bool
recursiveReadOnly 7 *core/v1.RecursiveReadOnlyMode
mountPath 3 string !
subPath 4 string
mountPropagation 5 *core/v1.MountPropagationMode
subPathExpr 6 string
type core/v1.VolumeMountStatus
name 1 string !
mountPath 2 string !
readOnly 3 bool
recursiveReadOnly 4 *core/v1.RecursiveReadOnlyMode
type core/v1.VolumeNodeAffinity
required 1 *core/v1.NodeSelector
type core/v1.VolumeProjection
secret 1 *core/v1.SecretProjection
downwardAPI 2 *core/v1.DownwardAPIProjection
configMap 3 *core/v1.ConfigMapProjection
serviceAccountToken 4 *core/v1.ServiceAccountTokenProjection
clusterTrustBundle 5 *core/v1.ClusterTrustBundleProjection
type core/v1.VolumeResourceRequirements
limits 1 core/v1.ResourceList
requests 2 core/v1.ResourceList
type core/v1.VolumeSource
hostPath 1 *core/v1.HostPathVolumeSource
emptyDir 2 *core/v1.EmptyDirVolumeSource
gcePersistentDisk 3 *core/v1.GCEPersistentDiskVolumeSource go=GCEPersistentDisk
awsElasticBlockStore 4 *core/v1.AWSElasticBlockStoreVolumeSource go=AWSElasticBlockStore
gitRepo 5 *core/v1.GitRepoVolumeSource
secret 6 *core/v1.SecretVolumeSource
nfs 7 *core/v1.NFSVolumeSource go=NFS
iscsi 8 *core/v1.ISCSIVolumeSource go=ISCSI
glusterfs 9 *core/v1.GlusterfsVolumeSource
persistentVolumeClaim 10 *core/v1.PersistentVolumeClaimVolumeSource
rbd 11 *core/v1.RBDVolumeSource go=RBD
flexVolume 12 *core/v1.FlexVolumeSource
cinder 13 *core/v1.CinderVolumeSource
cephfs 14 *core/v1.CephFSVolumeSource go=CephFS
flocker 15 *core/v1.FlockerVolumeSource
downwardAPI 16 *core/v1.DownwardAPIVolumeSource
fc 17 *core/v1.FCVolumeSource go=FC
azureFile 18 *core/v1.AzureFileVolumeSource
configMap 19 *core/v1.ConfigMapVolumeSource
vsphereVolume 20 *core/v1.VsphereVirtualDiskVolumeSource
quobyte 21 *core/v1.QuobyteVolumeSource
azureDisk 22 *core/v1.AzureDiskVolumeSource
photonPersistentDisk 23 *core/v1.PhotonPersistentDiskVolumeSource
projected 26 *core/v1.ProjectedVolumeSource
portworxVolume 24 *core/v1.PortworxVolumeSource
scaleIO 25 *core/v1.ScaleIOVolumeSource
storageos 27 *core/v1.StorageOSVolumeSource go=StorageOS
csi 28 *core/v1.CSIVolumeSource go=CSI
ephemeral 29 *core/v1.EphemeralVolumeSource
image 30 *core/v1.ImageVolumeSource
type core/v1.VsphereVirtualDiskVolumeSource
volumePath 1 string !
fsType 2 string go=FSType
storagePolicyName 3 string
storagePolicyID 4 string
type core/v1.WeightedPodAffinityTerm
weight 1 int32 !
podAffinityTerm 2 core/v1.PodAffinityTerm !
type core/v1.WindowsSecurityContextOptions
gmsaCredentialSpecName 1 *string go=GMSACredentialSpecName
gmsaCredentialSpec 2 *string go=GMSACredentialSpec
runAsUserName 3 *string
hostProcess 4 *bool
type discovery/v1.Endpoint
addresses 1 []string ! list=set
conditions 2 discovery/v1.EndpointConditions
hostname 3 *string
targetRef 4 *core/v1.ObjectReference
deprecatedTopology 5 {string}string
nodeName 6 *string
zone 7 *string
hints 8 *discovery/v1.EndpointHints
type discovery/v1.EndpointConditions
ready 1 *bool
serving 2 *bool
terminating 3 *bool
type discovery/v1.EndpointHints
forZones 1 []discovery/v1.ForZone
type discovery/v1.EndpointPort atomic
name 1 *string
protocol 2 *core/v1.Protocol
port 3 *int32
appProtocol 4 *string
type discovery/v1.EndpointSlice
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
addressType 4 discovery/v1.AddressType !
endpoints 2 []discovery/v1.Endpoint !
ports 3 []discovery/v1.EndpointPort !
type discovery/v1.EndpointSliceList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []discovery/v1.EndpointSlice !
type discovery/v1.ForZone
name 1 string !
type events/v1.Event
metadata 1 apis/meta/v1.ObjectMeta ! go=ObjectMeta
eventTime 2 apis/meta/v1.MicroTime !
series 3 *events/v1.EventSeries
reportingController 4 string
reportingInstance 5 string
action 6 string
reason 7 string
regarding 8 core/v1.ObjectReference
related 9 *core/v1.ObjectReference
note 10 string
type 11 string
deprecatedSource 12 core/v1.EventSource
deprecatedFirstTimestamp 13 apis/meta/v1.Time
deprecatedLastTimestamp 14 apis/meta/v1.Time
deprecatedCount 15 int32
type events/v1.EventList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []events/v1.Event !
type events/v1.EventSeries
count 1 int32 !
lastObservedTime 2 apis/meta/v1.MicroTime !
type flowcontrol/v1.ExemptPriorityLevelConfiguration
nominalConcurrencyShares 1 *int32
lendablePercent 2 *int32
type flowcontrol/v1.FlowDistinguisherMethod
type 1 flowcontrol/v1.FlowDistinguisherMethodType !
type flowcontrol/v1.FlowSchema
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 flowcontrol/v1.FlowSchemaSpec
status 3 flowcontrol/v1.FlowSchemaStatus
type flowcontrol/v1.FlowSchemaCondition
type 1 flowcontrol/v1.FlowSchemaConditionType
status 2 flowcontrol/v1.ConditionStatus
lastTransitionTime 3 apis/meta/v1.Time
reason 4 string
message 5 string
type flowcontrol/v1.FlowSchemaList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []flowcontrol/v1.FlowSchema !
type flowcontrol/v1.FlowSchemaSpec
priorityLevelConfiguration 1 flowcontrol/v1.PriorityLevelConfigurationReference !
matchingPrecedence 2 int32 !
distinguisherMethod 3 *flowcontrol/v1.FlowDistinguisherMethod
rules 4 []flowcontrol/v1.PolicyRulesWithSubjects
type flowcontrol/v1.FlowSchemaStatus
conditions 1 []flowcontrol/v1.FlowSchemaCondition patch=merge:type list=map,type
type flowcontrol/v1.GroupSubject
name 1 string !
type flowcontrol/v1.LimitResponse
type 1 flowcontrol/v1.LimitResponseType !
queuing 2 *flowcontrol/v1.QueuingConfiguration
type flowcontrol/v1.LimitedPriorityLevelConfiguration
nominalConcurrencyShares 1 *int32 !
limitResponse 2 flowcontrol/v1.LimitResponse
lendablePercent 3 *int32
borrowingLimitPercent 4 *int32
type flowcontrol/v1.NonResourcePolicyRule
verbs 1 []string ! list=set
nonResourceURLs 6 []string ! list=set
type flowcontrol/v1.PolicyRulesWithSubjects
subjects 1 []flowcontrol/v1.Subject !
resourceRules 2 []flowcontrol/v1.ResourcePolicyRule
nonResourceRules 3 []flowcontrol/v1.NonResourcePolicyRule
type flowcontrol/v1.PriorityLevelConfiguration
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 flowcontrol/v1.PriorityLevelConfigurationSpec
status 3 flowcontrol/v1.PriorityLevelConfigurationStatus
type flowcontrol/v1.PriorityLevelConfigurationCondition
type 1 flowcontrol/v1.PriorityLevelConfigurationConditionType
status 2 flowcontrol/v1.ConditionStatus
lastTransitionTime 3 apis/meta/v1.Time
reason 4 string
message 5 string
type flowcontrol/v1.PriorityLevelConfigurationList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []flowcontrol/v1.PriorityLevelConfiguration !
type flowcontrol/v1.PriorityLevelConfigurationReference
name 1 string !
type flowcontrol/v1.PriorityLevelConfigurationSpec
type 1 flowcontrol/v1.PriorityLevelEnablement !
limited 2 *flowcontrol/v1.LimitedPriorityLevelConfiguration
exempt 3 *flowcontrol/v1.ExemptPriorityLevelConfiguration
type flowcontrol/v1.PriorityLevelConfigurationStatus
conditions 1 []flowcontrol/v1.PriorityLevelConfigurationCondition patch=merge:type list=map,type
type flowcontrol/v1.QueuingConfiguration
queues 1 int32 !
handSize 2 int32 !
queueLengthLimit 3 int32 !
type flowcontrol/v1.ResourcePolicyRule
verbs 1 []string ! list=set
apiGroups 2 []string ! go=APIGroups list=set
resources 3 []string ! list=set
clusterScope 4 bool
namespaces 5 []string ! list=set
type flowcontrol/v1.ServiceAccountSubject
namespace 1 string !
name 2 string !
type flowcontrol/v1.Subject
kind 1 flowcontrol/v1.SubjectKind !
user 2 *flowcontrol/v1.UserSubject
group 3 *flowcontrol/v1.GroupSubject
serviceAccount 4 *flowcontrol/v1.ServiceAccountSubject
type flowcontrol/v1.UserSubject
name 1 string !
type metrics/v1beta1.ContainerMetrics
name 1 string !
usage 2 core/v1.ResourceList !
type metrics/v1beta1.NodeMetrics
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
timestamp 2 apis/meta/v1.Time !
window 3 apis/meta/v1.Duration !
usage 4 core/v1.ResourceList !
type metrics/v1beta1.NodeMetricsList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []metrics/v1beta1.NodeMetrics !
type metrics/v1beta1.PodMetrics
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
timestamp 2 apis/meta/v1.Time !
window 3 apis/meta/v1.Duration !
containers 4 []metrics/v1beta1.ContainerMetrics !
type metrics/v1beta1.PodMetricsList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []metrics/v1beta1.PodMetrics !
type networking/v1.HTTPIngressPath
path 1 string
pathType 3 *networking/v1.PathType !
backend 2 networking/v1.IngressBackend !
type networking/v1.HTTPIngressRuleValue
paths 1 []networking/v1.HTTPIngressPath !
type networking/v1.IPBlock
cidr 1 string ! go=CIDR
except 2 []string
type networking/v1.Ingress
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 networking/v1.IngressSpec
status 3 networking/v1.IngressStatus
type networking/v1.IngressBackend
service 4 *networking/v1.IngressServiceBackend
resource 3 *core/v1.TypedLocalObjectReference
type networking/v1.IngressClass
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 networking/v1.IngressClassSpec
type networking/v1.IngressClassList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []networking/v1.IngressClass !
type networking/v1.IngressClassParametersReference
apiGroup 1 *string go=APIGroup
kind 2 string !
name 3 string !
scope 4 *string !
namespace 5 *string
type networking/v1.IngressClassSpec
controller 1 string
parameters 2 *networking/v1.IngressClassParametersReference
type networking/v1.IngressList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []networking/v1.Ingress !
type networking/v1.IngressLoadBalancerIngress
ip 1 string go=IP
hostname 2 string
ports 4 []networking/v1.IngressPortStatus
type networking/v1.IngressLoadBalancerStatus
ingress 1 []networking/v1.IngressLoadBalancerIngress
type networking/v1.IngressPortStatus
port 1 int32 !
protocol 2 core/v1.Protocol !
error 3 *string
type networking/v1.IngressRule
host 1 string
- 2 networking/v1.IngressRuleValue
type networking/v1.IngressRuleValue
http 1 *networking/v1.HTTPIngressRuleValue go=HTTP
type networking/v1.IngressServiceBackend
name 1 string !
port 2 networking/v1.ServiceBackendPort
type networking/v1.IngressSpec
ingressClassName 4 *string
defaultBackend 1 *networking/v1.IngressBackend
tls 2 []networking/v1.IngressTLS go=TLS
rules 3 []networking/v1.IngressRule
type networking/v1.IngressStatus
loadBalancer 1 networking/v1.IngressLoadBalancerStatus
type networking/v1.IngressTLS
hosts 1 []string
secretName 2 string
type networking/v1.NetworkPolicy
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 networking/v1.NetworkPolicySpec
type networking/v1.NetworkPolicyEgressRule
ports 1 []networking/v1.NetworkPolicyPort
to 2 []networking/v1.NetworkPolicyPeer
type networking/v1.NetworkPolicyIngressRule
ports 1 []networking/v1.NetworkPolicyPort
from 2 []networking/v1.NetworkPolicyPeer
type networking/v1.NetworkPolicyList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []networking/v1.NetworkPolicy !
type networking/v1.NetworkPolicyPeer
podSelector 1 *apis/meta/v1.LabelSelector
namespaceSelector 2 *apis/meta/v1.LabelSelector
ipBlock 3 *networking/v1.IPBlock go=IPBlock
type networking/v1.NetworkPolicyPort
protocol 1 *core/v1.Protocol
port 2 *util/intstr.IntOrString
endPort 3 *int32
type networking/v1.NetworkPolicySpec
podSelector 1 apis/meta/v1.LabelSelector !
ingress 2 []networking/v1.NetworkPolicyIngressRule
egress 3 []networking/v1.NetworkPolicyEgressRule
policyTypes 4 []networking/v1.PolicyType
type networking/v1.ServiceBackendPort atomic
name 1 string
number 2 int32
type node/v1.Overhead
podFixed 1 core/v1.ResourceList
type node/v1.RuntimeClass
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
handler 2 string !
overhead 3 *node/v1.Overhead
scheduling 4 *node/v1.Scheduling
type node/v1.RuntimeClassList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []node/v1.RuntimeClass !
type node/v1.Scheduling
nodeSelector 1 {string}string map=atomic
tolerations 2 []core/v1.Toleration
type policy/v1.Eviction
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
deleteOptions 2 *apis/meta/v1.DeleteOptions
type policy/v1.PodDisruptionBudget
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 policy/v1.PodDisruptionBudgetSpec
status 3 policy/v1.PodDisruptionBudgetStatus
type policy/v1.PodDisruptionBudgetList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []policy/v1.PodDisruptionBudget !
type policy/v1.PodDisruptionBudgetSpec
minAvailable 1 *util/intstr.IntOrString
selector 2 *apis/meta/v1.LabelSelector patch=replace
maxUnavailable 3 *util/intstr.IntOrString
unhealthyPodEvictionPolicy 4 *policy/v1.UnhealthyPodEvictionPolicyType
type policy/v1.PodDisruptionBudgetStatus
observedGeneration 1 int64
disruptedPods 2 {string}apis/meta/v1.Time
disruptionsAllowed 3 int32 !
currentHealthy 4 int32 !
desiredHealthy 5 int32 !
expectedPods 6 int32 !
conditions 7 []apis/meta/v1.Condition patch=merge:type list=map,type
type rbac/v1.AggregationRule
clusterRoleSelectors 1 []apis/meta/v1.LabelSelector
type rbac/v1.ClusterRole
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
rules 2 []rbac/v1.PolicyRule !
aggregationRule 3 *rbac/v1.AggregationRule
type rbac/v1.ClusterRoleBinding
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
subjects 2 []rbac/v1.Subject
roleRef 3 rbac/v1.RoleRef !
type rbac/v1.ClusterRoleBindingList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []rbac/v1.ClusterRoleBinding !
type rbac/v1.ClusterRoleList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []rbac/v1.ClusterRole !
type rbac/v1.PolicyRule
verbs 1 []string !
apiGroups 2 []string go=APIGroups
resources 3 []string
resourceNames 4 []string
nonResourceURLs 5 []string
type rbac/v1.Role
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
rules 2 []rbac/v1.PolicyRule !
type rbac/v1.RoleBinding
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
subjects 2 []rbac/v1.Subject
roleRef 3 rbac/v1.RoleRef !
type rbac/v1.RoleBindingList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []rbac/v1.RoleBinding !
type rbac/v1.RoleList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []rbac/v1.Role !
type rbac/v1.RoleRef atomic
apiGroup 1 string ! go=APIGroup
kind 2 string !
name 3 string !
type rbac/v1.Subject atomic
kind 1 string !
apiGroup 2 string go=APIGroup
name 3 string !
namespace 4 string
type scheduling/v1.PriorityClass
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
value 2 int32 !
globalDefault 3 bool
description 4 string
preemptionPolicy 5 *core/v1.PreemptionPolicy
type scheduling/v1.PriorityClassList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []scheduling/v1.PriorityClass !
type storage/v1.CSIDriver
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 storage/v1.CSIDriverSpec !
type storage/v1.CSIDriverList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []storage/v1.CSIDriver !
type storage/v1.CSIDriverSpec
attachRequired 1 *bool
podInfoOnMount 2 *bool
volumeLifecycleModes 3 []storage/v1.VolumeLifecycleMode list=set
storageCapacity 4 *bool
fsGroupPolicy 5 *storage/v1.FSGroupPolicy go=FSGroupPolicy
tokenRequests 6 []storage/v1.TokenRequest
requiresRepublish 7 *bool
seLinuxMount 8 *bool go=SELinuxMount
type storage/v1.CSINode
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 storage/v1.CSINodeSpec !
type storage/v1.CSINodeDriver
name 1 string !
nodeID 2 string !
topologyKeys 3 []string !
allocatable 4 *storage/v1.VolumeNodeResources
type storage/v1.CSINodeList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []storage/v1.CSINode !
type storage/v1.CSINodeSpec
drivers 1 []storage/v1.CSINodeDriver ! patch=merge:name list=map,name
type storage/v1.CSIStorageCapacity
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
nodeTopology 2 *apis/meta/v1.LabelSelector
storageClassName 3 string !
capacity 4 *api/resource.Quantity
maximumVolumeSize 5 *api/resource.Quantity
type storage/v1.CSIStorageCapacityList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []storage/v1.CSIStorageCapacity !
type storage/v1.StorageClass
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
provisioner 2 string !
parameters 3 {string}string
reclaimPolicy 4 *core/v1.PersistentVolumeReclaimPolicy
mountOptions 5 []string
allowVolumeExpansion 6 *bool
volumeBindingMode 7 *storage/v1.VolumeBindingMode
allowedTopologies 8 []core/v1.TopologySelectorTerm
type storage/v1.StorageClassList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []storage/v1.StorageClass !
type storage/v1.TokenRequest
audience 1 string !
expirationSeconds 2 *int64
type storage/v1.VolumeAttachment
metadata 1 apis/meta/v1.ObjectMeta go=ObjectMeta
spec 2 storage/v1.VolumeAttachmentSpec !
status 3 storage/v1.VolumeAttachmentStatus
type storage/v1.VolumeAttachmentList
metadata 1 apis/meta/v1.ListMeta go=ListMeta
items 2 []storage/v1.VolumeAttachment !
type storage/v1.VolumeAttachmentSource
persistentVolumeName 1 *string
inlineVolumeSpec 2 *core/v1.PersistentVolumeSpec
type storage/v1.VolumeAttachmentSpec
attacher 1 string !
source 2 storage/v1.VolumeAttachmentSource !
nodeName 3 string !
type storage/v1.VolumeAttachmentStatus
attached 1 bool !
attachmentMetadata 2 {string}string
attachError 3 *storage/v1.VolumeError
detachError 4 *storage/v1.VolumeError
type storage/v1.VolumeError
time 1 apis/meta/v1.Time
message 2 string
type storage/v1.VolumeNodeResources
count 1 *int32
`;
