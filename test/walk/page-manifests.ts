/** The manifests of the reference walk. */
export const INFLATE = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: inflate
spec:
  replicas: 0
  selector:
    matchLabels:
      app: inflate
  template:
    metadata:
      labels:
        app: inflate
    spec:
      terminationGracePeriodSeconds: 0
      securityContext:
        runAsUser: 1000
        runAsGroup: 3000
        fsGroup: 2000
      containers:
        - name: inflate
          image: public.ecr.aws/eks-distro/kubernetes/pause:3.7
          resources:
            requests:
              cpu: 1
          securityContext:
            allowPrivilegeEscalation: false
`;

/** Three small pods that may not share a node: with two nodes in the group, one of them needs a Karpenter node. */
export const SPREAD_OUT = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: spread-out
  namespace: inflate
spec:
  replicas: 3
  selector:
    matchLabels: { app: spread-out }
  template:
    metadata:
      labels: { app: spread-out }
    spec:
      terminationGracePeriodSeconds: 0
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: kubernetes.io/hostname
              labelSelector: { matchLabels: { app: spread-out } }
      containers:
        - name: pause
          image: public.ecr.aws/eks-distro/kubernetes/pause:3.7
          resources:
            requests: { cpu: 100m, memory: 100Mi, ephemeral-storage: 256Mi }
`;
