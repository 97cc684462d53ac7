/** Types of the REST API, made from the route table: `node packages/server/scripts/write-api-types.ts`. Do not edit. */

export interface paths {
    "/v1/auth/authenticate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in with email address and password */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        emailId: string;
                        password: string;
                        org?: string;
                    };
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            Authorization: string;
                            isMfa: boolean;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/refresh/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Changes a session's token for a new one */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    token: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            Authorization: string;
                            isMfa: boolean;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dashboard/projects/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Projects in which the caller has a role */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                metadata: {
                                    uid: string;
                                    name: string;
                                    labels?: {
                                        [key: string]: string;
                                    };
                                    annotations?: {
                                        [key: string]: string;
                                    };
                                    /** Format: date-time */
                                    creationTimestamp?: string;
                                    /** Format: date-time */
                                    lastModifiedTimestamp?: string;
                                    resourceVersion?: string;
                                };
                            }[];
                            listmeta?: {
                                continue: string;
                                count: number;
                                limit: number;
                                offset: number;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a project */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        metadata: {
                            name: string;
                            labels?: {
                                [key: string]: string;
                            } | null;
                            annotations?: {
                                [key: string]: string;
                            } | null;
                            resourceVersion?: string;
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            uid: string;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A project */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            metadata: {
                                uid: string;
                                name: string;
                                labels?: {
                                    [key: string]: string;
                                };
                                annotations?: {
                                    [key: string]: string;
                                };
                                /** Format: date-time */
                                creationTimestamp?: string;
                                /** Format: date-time */
                                lastModifiedTimestamp?: string;
                                resourceVersion?: string;
                            };
                            spec: Record<string, never>;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        /** Changes a project's name, labels and annotations */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        metadata: {
                            name: string;
                            labels?: {
                                [key: string]: string;
                            } | null;
                            annotations?: {
                                [key: string]: string;
                            } | null;
                            resourceVersion?: string;
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        post?: never;
        /** Removes a project without profiles */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dashboard/clusterprofiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Profiles with their layers, one item a version */
        post: {
            parameters: {
                query?: {
                    limit?: number;
                    continue?: string;
                    orderBy?: string;
                    filters?: string;
                };
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        filter?: {
                            profileName?: {
                                eq?: string;
                                contains?: string;
                                beginsWith?: string;
                            };
                            version?: {
                                eq?: string;
                                contains?: string;
                                beginsWith?: string;
                            };
                            profileType?: string[];
                            environment?: string[];
                        };
                        sort?: {
                            field: string;
                            /** @enum {unknown} */
                            order?: "asc" | "desc";
                        }[];
                    };
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                metadata: {
                                    uid: string;
                                    name: string;
                                    labels?: {
                                        [key: string]: string;
                                    };
                                    annotations?: {
                                        [key: string]: string;
                                    };
                                    /** Format: date-time */
                                    creationTimestamp?: string;
                                    /** Format: date-time */
                                    lastModifiedTimestamp?: string;
                                    resourceVersion?: string;
                                };
                                specSummary: {
                                    version: string;
                                    draft?: {
                                        type: string;
                                        cloudType: string;
                                        packs: {
                                            name: string;
                                            layer: string;
                                            type: string;
                                            tag: string;
                                            version: string;
                                            values: string;
                                            packUid?: string;
                                            registryUid?: string;
                                            manifests: {
                                                uid: string;
                                                name: string;
                                                content?: string;
                                            }[];
                                        }[];
                                    };
                                    published?: {
                                        type: string;
                                        cloudType: string;
                                        packs: {
                                            name: string;
                                            layer: string;
                                            type: string;
                                            tag: string;
                                            version: string;
                                            values: string;
                                            packUid?: string;
                                            registryUid?: string;
                                            manifests: {
                                                uid: string;
                                                name: string;
                                                content?: string;
                                            }[];
                                        }[];
                                    };
                                };
                                status: {
                                    isPublished: boolean;
                                    hasUserMacros: boolean;
                                    inUseClusters: {
                                        uid: string;
                                        name: string;
                                    }[];
                                    inUseClusterUids: string[];
                                };
                            }[];
                            listmeta?: {
                                continue: string;
                                count: number;
                                limit: number;
                                offset: number;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dashboard/clusterprofiles/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Names, versions and uids of all profiles of this scope */
        get: {
            parameters: {
                query?: {
                    filters?: string;
                };
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                metadata: {
                                    uid: string;
                                    name: string;
                                    labels?: {
                                        [key: string]: string;
                                    };
                                    annotations?: {
                                        [key: string]: string;
                                    };
                                    /** Format: date-time */
                                    creationTimestamp?: string;
                                    /** Format: date-time */
                                    lastModifiedTimestamp?: string;
                                    resourceVersion?: string;
                                };
                                spec: {
                                    cloudType: string;
                                    type: string;
                                    version: string;
                                };
                            }[];
                            listmeta?: {
                                continue: string;
                                count: number;
                                limit: number;
                                offset: number;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clusterprofiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Creates a profile; a first version of a new name, or another version of one that exists */
        post: {
            parameters: {
                query?: {
                    publish?: boolean;
                };
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        metadata: {
                            name: string;
                            labels?: {
                                [key: string]: string;
                            } | null;
                            annotations?: {
                                [key: string]: string;
                            } | null;
                            resourceVersion?: string;
                        };
                        spec: {
                            version?: string;
                            template: {
                                /** @enum {unknown} */
                                type: "cluster" | "infra" | "add-on";
                                cloudType?: string;
                                packs?: {
                                    name: string;
                                    /** @enum {unknown} */
                                    layer?: "os" | "k8s" | "cni" | "csi" | "addon";
                                    /** @enum {unknown} */
                                    type?: "spectro" | "helm" | "manifest" | "oci";
                                    tag?: string;
                                    uid?: string;
                                    registryUid?: string;
                                    values?: string;
                                    manifests?: {
                                        name: string;
                                        content?: string;
                                        uid?: string;
                                    }[] | null;
                                }[] | null;
                            };
                            variables?: {
                                name: string;
                                displayName: string;
                                description?: string;
                                /** @enum {unknown} */
                                format?: "string" | "number" | "boolean" | "ipv4" | "ipv4cidr" | "ipv6" | "version" | "base64";
                                defaultValue?: string;
                                regex?: string;
                                required?: boolean;
                                isSensitive?: boolean;
                                hidden?: boolean;
                                immutable?: boolean;
                            }[] | null;
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            uid: string;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clusterprofiles/validate/name": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether name and version are free in this scope */
        get: {
            parameters: {
                query: {
                    name: string;
                    version?: string;
                };
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clusterprofiles/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One version of a profile, with its siblings */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            metadata: {
                                uid: string;
                                name: string;
                                labels?: {
                                    [key: string]: string;
                                };
                                annotations?: {
                                    [key: string]: string;
                                };
                                /** Format: date-time */
                                creationTimestamp?: string;
                                /** Format: date-time */
                                lastModifiedTimestamp?: string;
                                resourceVersion?: string;
                            };
                            spec: {
                                version: string;
                                versions: {
                                    uid: string;
                                    version: string;
                                }[];
                                draft?: {
                                    type: string;
                                    cloudType: string;
                                    packs: {
                                        name: string;
                                        layer: string;
                                        type: string;
                                        tag: string;
                                        version: string;
                                        values: string;
                                        packUid?: string;
                                        registryUid?: string;
                                        manifests: {
                                            uid: string;
                                            name: string;
                                            content?: string;
                                        }[];
                                    }[];
                                };
                                published?: {
                                    type: string;
                                    cloudType: string;
                                    packs: {
                                        name: string;
                                        layer: string;
                                        type: string;
                                        tag: string;
                                        version: string;
                                        values: string;
                                        packUid?: string;
                                        registryUid?: string;
                                        manifests: {
                                            uid: string;
                                            name: string;
                                            content?: string;
                                        }[];
                                    }[];
                                };
                                variables: {
                                    name: string;
                                    displayName: string;
                                    description?: string;
                                    /** @enum {unknown} */
                                    format?: "string" | "number" | "boolean" | "ipv4" | "ipv4cidr" | "ipv6" | "version" | "base64";
                                    defaultValue?: string;
                                    regex?: string;
                                    required?: boolean;
                                    isSensitive?: boolean;
                                    hidden?: boolean;
                                    immutable?: boolean;
                                }[];
                            };
                            status: {
                                isPublished: boolean;
                                hasUserMacros: boolean;
                                inUseClusters: {
                                    uid: string;
                                    name: string;
                                }[];
                                inUseClusterUids: string[];
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        /** Replaces the draft's layers. With metadata.resourceVersion only when nobody has changed it since */
        put: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        metadata: {
                            name: string;
                            labels?: {
                                [key: string]: string;
                            } | null;
                            annotations?: {
                                [key: string]: string;
                            } | null;
                            resourceVersion?: string;
                        };
                        spec: {
                            version?: string;
                            template: {
                                /** @enum {unknown} */
                                type?: "cluster" | "infra" | "add-on";
                                packs?: {
                                    name: string;
                                    /** @enum {unknown} */
                                    layer?: "os" | "k8s" | "cni" | "csi" | "addon";
                                    /** @enum {unknown} */
                                    type?: "spectro" | "helm" | "manifest" | "oci";
                                    tag?: string;
                                    uid?: string;
                                    registryUid?: string;
                                    values?: string;
                                    manifests?: {
                                        name: string;
                                        content?: string;
                                        uid?: string;
                                    }[] | null;
                                }[] | null;
                            };
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        post?: never;
        /** Removes one version */
        delete: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clusterprofiles/{uid}/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes name, version, labels and annotations */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        metadata: {
                            name: string;
                            labels?: {
                                [key: string]: string;
                            } | null;
                            annotations?: {
                                [key: string]: string;
                            } | null;
                            resourceVersion?: string;
                        };
                        spec?: {
                            version?: string;
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/clusterprofiles/{uid}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Makes the draft what clusters get */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/clusterprofiles/{uid}/clone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Copies a version: a new version when the name stays the same */
        post: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        metadata: {
                            name: string;
                            version?: string;
                            target?: {
                                scope?: string;
                                projectUid?: string;
                            };
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            uid: string;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clusterprofiles/{uid}/clone/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether a clone would be accepted */
        post: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        metadata: {
                            name: string;
                            version?: string;
                            target?: {
                                scope?: string;
                                projectUid?: string;
                            };
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clusterprofiles/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes versions; all of them or none */
        delete: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        uids: string[];
                    };
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            deletedCount: number;
                            isSucceeded: boolean;
                            message: string;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clusterprofiles/{uid}/packs/{packName}/manifests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Contents of a layer's manifests */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                    packName: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                metadata: {
                                    uid: string;
                                    name: string;
                                    labels?: {
                                        [key: string]: string;
                                    };
                                    annotations?: {
                                        [key: string]: string;
                                    };
                                    /** Format: date-time */
                                    creationTimestamp?: string;
                                    /** Format: date-time */
                                    lastModifiedTimestamp?: string;
                                    resourceVersion?: string;
                                };
                                spec: {
                                    draft?: {
                                        content: string;
                                    };
                                    published?: {
                                        content: string;
                                    };
                                };
                            }[];
                            listmeta?: {
                                continue: string;
                                count: number;
                                limit: number;
                                offset: number;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clusterprofiles/{uid}/variables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Variables of a version; sensitive defaults are masked */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            variables: {
                                name: string;
                                displayName: string;
                                description?: string;
                                /** @enum {unknown} */
                                format?: "string" | "number" | "boolean" | "ipv4" | "ipv4cidr" | "ipv6" | "version" | "base64";
                                defaultValue?: string;
                                regex?: string;
                                required?: boolean;
                                isSensitive?: boolean;
                                hidden?: boolean;
                                immutable?: boolean;
                            }[];
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        /** Replaces all variables */
        put: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        variables: {
                            name: string;
                            displayName: string;
                            description?: string;
                            /** @enum {unknown} */
                            format?: "string" | "number" | "boolean" | "ipv4" | "ipv4cidr" | "ipv6" | "version" | "base64";
                            defaultValue?: string;
                            regex?: string;
                            required?: boolean;
                            isSensitive?: boolean;
                            hidden?: boolean;
                            immutable?: boolean;
                        }[];
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        post?: never;
        /** Removes variables by name */
        delete: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        variables: string[];
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Adds variables, or changes those of the same name */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        variables: {
                            name: string;
                            displayName: string;
                            description?: string;
                            /** @enum {unknown} */
                            format?: "string" | "number" | "boolean" | "ipv4" | "ipv4cidr" | "ipv6" | "version" | "base64";
                            defaultValue?: string;
                            regex?: string;
                            required?: boolean;
                            isSensitive?: boolean;
                            hidden?: boolean;
                            immutable?: boolean;
                        }[];
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/clusterprofiles/{uid}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A version as a file; sensitive values are masked */
        get: {
            parameters: {
                query?: {
                    format?: "json" | "yaml";
                };
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            metadata: {
                                name: string;
                                labels?: {
                                    [key: string]: string;
                                } | null;
                                annotations?: {
                                    [key: string]: string;
                                } | null;
                                resourceVersion?: string;
                            };
                            spec: {
                                version?: string;
                                variables?: {
                                    name: string;
                                    displayName: string;
                                    description?: string;
                                    /** @enum {unknown} */
                                    format?: "string" | "number" | "boolean" | "ipv4" | "ipv4cidr" | "ipv6" | "version" | "base64";
                                    defaultValue?: string;
                                    regex?: string;
                                    required?: boolean;
                                    isSensitive?: boolean;
                                    hidden?: boolean;
                                    immutable?: boolean;
                                }[] | null;
                                template: {
                                    /** @enum {unknown} */
                                    type: "cluster" | "infra" | "add-on";
                                    cloudType?: string;
                                    packs?: {
                                        name: string;
                                        /** @enum {unknown} */
                                        layer?: "os" | "k8s" | "cni" | "csi" | "addon";
                                        /** @enum {unknown} */
                                        type?: "spectro" | "helm" | "manifest" | "oci";
                                        tag?: string;
                                        uid?: string;
                                        registryUid?: string;
                                        values?: string;
                                        manifests?: {
                                            name: string;
                                            content?: string;
                                            uid?: string;
                                        }[] | null;
                                        version?: string;
                                        registry?: {
                                            metadata: {
                                                name: string;
                                            };
                                        };
                                    }[];
                                };
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clusterprofiles/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Creates a profile from a file */
        post: {
            parameters: {
                query?: {
                    publish?: boolean;
                };
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        metadata: {
                            name: string;
                            labels?: {
                                [key: string]: string;
                            } | null;
                            annotations?: {
                                [key: string]: string;
                            } | null;
                            resourceVersion?: string;
                        };
                        spec: {
                            version?: string;
                            variables?: {
                                name: string;
                                displayName: string;
                                description?: string;
                                /** @enum {unknown} */
                                format?: "string" | "number" | "boolean" | "ipv4" | "ipv4cidr" | "ipv6" | "version" | "base64";
                                defaultValue?: string;
                                regex?: string;
                                required?: boolean;
                                isSensitive?: boolean;
                                hidden?: boolean;
                                immutable?: boolean;
                            }[] | null;
                            template: {
                                /** @enum {unknown} */
                                type: "cluster" | "infra" | "add-on";
                                cloudType?: string;
                                packs?: {
                                    name: string;
                                    /** @enum {unknown} */
                                    layer?: "os" | "k8s" | "cni" | "csi" | "addon";
                                    /** @enum {unknown} */
                                    type?: "spectro" | "helm" | "manifest" | "oci";
                                    tag?: string;
                                    uid?: string;
                                    registryUid?: string;
                                    values?: string;
                                    manifests?: {
                                        name: string;
                                        content?: string;
                                        uid?: string;
                                    }[] | null;
                                    version?: string;
                                    registry?: {
                                        metadata: {
                                            name: string;
                                        };
                                    };
                                }[];
                            };
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            uid: string;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clusterprofiles/import/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Creates a profile from an uploaded file (importFile), JSON or YAML */
        post: {
            parameters: {
                query?: {
                    publish?: boolean;
                };
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "multipart/form-data": {
                        importFile: string;
                    };
                };
            };
            responses: {
                /** @description done */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            uid: string;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dashboard/spectroclusters/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Clusters with state, health, nodes and cost */
        post: {
            parameters: {
                query?: {
                    limit?: number;
                    continue?: string;
                    orderBy?: string;
                    filters?: string;
                };
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        filter?: {
                            /** @enum {unknown} */
                            conjunction?: "and" | "or";
                            filterGroups?: {
                                /** @enum {unknown} */
                                conjunction?: "and" | "or";
                                filters?: {
                                    property: string;
                                    type?: string;
                                    condition: {
                                        string?: {
                                            operator?: string;
                                            negation?: boolean;
                                            match?: {
                                                conjunction?: string;
                                                values?: string[];
                                            };
                                        };
                                        bool?: {
                                            value?: boolean;
                                        };
                                    };
                                }[];
                            }[];
                        };
                        sort?: {
                            field: string;
                            /** @enum {unknown} */
                            order?: "asc" | "desc";
                        }[];
                    };
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                metadata: {
                                    uid: string;
                                    name: string;
                                    labels?: {
                                        [key: string]: string;
                                    };
                                    annotations?: {
                                        [key: string]: string;
                                    };
                                    /** Format: date-time */
                                    creationTimestamp?: string;
                                    /** Format: date-time */
                                    lastModifiedTimestamp?: string;
                                    resourceVersion?: string;
                                };
                                specSummary: {
                                    [key: string]: unknown;
                                };
                                status: {
                                    [key: string]: unknown;
                                };
                            }[];
                            listmeta?: {
                                continue: string;
                                count: number;
                                limit: number;
                                offset: number;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dashboard/spectroclusters/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Names and uids of clusters */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    continue?: string;
                    orderBy?: string;
                    filters?: string;
                };
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                metadata: {
                                    uid: string;
                                    name: string;
                                    labels?: {
                                        [key: string]: string;
                                    };
                                    annotations?: {
                                        [key: string]: string;
                                    };
                                    /** Format: date-time */
                                    creationTimestamp?: string;
                                    /** Format: date-time */
                                    lastModifiedTimestamp?: string;
                                    resourceVersion?: string;
                                };
                            }[];
                            listmeta?: {
                                continue: string;
                                count: number;
                                limit: number;
                                offset: number;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spectroclusters/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A cluster with its profiles and its status */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            apiVersion: string;
                            kind: string;
                            metadata: {
                                uid: string;
                                name: string;
                                labels?: {
                                    [key: string]: string;
                                };
                                annotations?: {
                                    [key: string]: string;
                                };
                                /** Format: date-time */
                                creationTimestamp?: string;
                                /** Format: date-time */
                                lastModifiedTimestamp?: string;
                                resourceVersion?: string;
                            };
                            spec: {
                                [key: string]: unknown;
                            };
                            status: {
                                [key: string]: unknown;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Refused: clusters are not deleted from here */
        delete: {
            parameters: {
                query?: {
                    forceDelete?: boolean;
                };
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dashboard/spectroclusters/{uid}/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** State, health, cost, requests, layers and steps of a cluster */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            metadata: {
                                uid: string;
                                name: string;
                                labels?: {
                                    [key: string]: string;
                                };
                                annotations?: {
                                    [key: string]: string;
                                };
                                /** Format: date-time */
                                creationTimestamp?: string;
                                /** Format: date-time */
                                lastModifiedTimestamp?: string;
                                resourceVersion?: string;
                            };
                            spec: {
                                [key: string]: unknown;
                            };
                            status: {
                                [key: string]: unknown;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spectroclusters/{uid}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Status of a cluster */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spectroclusters/{uid}/status/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Health of a cluster, with what is wrong */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spectroclusters/{uid}/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes a cluster's tags and description */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        metadata: {
                            name: string;
                            labels?: {
                                [key: string]: string;
                            } | null;
                            annotations?: {
                                [key: string]: string;
                            } | null;
                            resourceVersion?: string;
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/spectroclusters/eks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refused: clusters are not made here */
        post: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            responses: {
                /** @description done */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spectroclusters/{uid}/assets/kubeconfig": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Kubeconfig of the cluster */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spectroclusters/{uid}/assets/kubeconfigclient": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Kubeconfig of the cluster */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spectroclusters/{uid}/assets/adminKubeconfig": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Kubeconfig of an administrator */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spectroclusters/{uid}/variables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Values that the cluster gives to its profiles' variables; sensitive ones are masked */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            variables: {
                                profileUid: string;
                                variables: {
                                    name: string;
                                    value: string;
                                }[];
                            }[];
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Gives values to the variables of attached profiles */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        variables: {
                            profileUid: string;
                            variables: {
                                name: string;
                                value: string;
                            }[];
                        }[];
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/spectroclusters/{uid}/profileUpdates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Attached profiles that have been changed since the cluster took them */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            profiles: {
                                [key: string]: unknown;
                            }[];
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spectroclusters/{uid}/profiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Attached profiles with their layers */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            profiles: {
                                [key: string]: unknown;
                            }[];
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        /** Replaces the whole list of attached profiles */
        put: {
            parameters: {
                query?: {
                    resolveNotification?: boolean;
                    planHash?: string;
                };
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        profiles?: {
                            uid: string;
                            replaceWithProfile?: string;
                            packValues?: {
                                name: string;
                                tag?: string;
                                type?: string;
                                values?: string;
                                manifests?: {
                                    name: string;
                                    content?: string;
                                }[];
                            }[] | null;
                            variables?: {
                                name: string;
                                value: string;
                            }[] | null;
                        }[] | null;
                        detached?: string[];
                        planHash?: string;
                        spcApplySettings?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        post?: never;
        /** Detaches profiles; what they brought is removed */
        delete: {
            parameters: {
                query?: {
                    resolveNotification?: boolean;
                    planHash?: string;
                };
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        profileUids: string[];
                        planHash?: string;
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Attaches profiles, or puts them in the place of others */
        patch: {
            parameters: {
                query?: {
                    resolveNotification?: boolean;
                    planHash?: string;
                };
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        profiles?: {
                            uid: string;
                            replaceWithProfile?: string;
                            packValues?: {
                                name: string;
                                tag?: string;
                                type?: string;
                                values?: string;
                                manifests?: {
                                    name: string;
                                    content?: string;
                                }[];
                            }[] | null;
                            variables?: {
                                name: string;
                                value: string;
                            }[] | null;
                        }[] | null;
                        detached?: string[];
                        planHash?: string;
                        spcApplySettings?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/spectroclusters/{uid}/profiles/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a change of profiles would do; nothing is changed */
        post: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        profiles?: {
                            uid: string;
                            replaceWithProfile?: string;
                            packValues?: {
                                name: string;
                                tag?: string;
                                type?: string;
                                values?: string;
                                manifests?: {
                                    name: string;
                                    content?: string;
                                }[];
                            }[] | null;
                            variables?: {
                                name: string;
                                value: string;
                            }[] | null;
                        }[] | null;
                        detached?: string[];
                        planHash?: string;
                        spcApplySettings?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spectroclusters/{uid}/packRefs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Takes what has been changed in the attached profiles */
        patch: {
            parameters: {
                query?: {
                    notify?: string;
                };
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/spectroclusters/{uid}/validate/repave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether a change of profiles would replace nodes, and why */
        post: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        profiles?: {
                            uid: string;
                            replaceWithProfile?: string;
                            packValues?: {
                                name: string;
                                tag?: string;
                                type?: string;
                                values?: string;
                                manifests?: {
                                    name: string;
                                    content?: string;
                                }[];
                            }[] | null;
                            variables?: {
                                name: string;
                                value: string;
                            }[] | null;
                        }[] | null;
                        detached?: string[];
                        planHash?: string;
                        spcApplySettings?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spectroclusters/{uid}/repave/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The change that waits for approval, with its reasons */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spectroclusters/{uid}/repave/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Lets the waiting change go on */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/spectroclusters/{uid}/rollout/rollBack": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Goes back to the last good profiles */
        post: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spectroclusters/{uid}/rollout/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Goes on with the roll-out that failed */
        post: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/spectroclusters/{uid}/rollout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The roll-out that runs, or the latest, with its steps */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            rollout: {
                                [key: string]: unknown;
                            } | null;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cloudconfigs/eks/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The cloud config of a cluster with its node pools */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cloudconfigs/eks/{uid}/machinePools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Node pools: managed ones and Karpenter's */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                [key: string]: unknown;
                            }[];
                            listmeta?: {
                                continue: string;
                                count: number;
                                limit: number;
                                offset: number;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        /** Refused: node groups are made and removed with AWS's own tools */
        post: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cloudconfigs/eks/{uid}/machinePools/{pool}/machines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Machines of a pool with price, pods and requests */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    continue?: string;
                    orderBy?: string;
                    filters?: string;
                };
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                    pool: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                [key: string]: unknown;
                            }[];
                            listmeta?: {
                                continue: string;
                                count: number;
                                limit: number;
                                offset: number;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cloudconfigs/eks/{uid}/machinePools/{pool}/machines/{machine}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One machine */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                    pool: string;
                    machine: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cloudconfigs/eks/{uid}/machinePools/{pool}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes the size of a managed node group */
        put: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                    pool: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        poolConfig: {
                            name?: string;
                            size?: number;
                            minSize?: number;
                            maxSize?: number;
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        post?: never;
        /** Refused: node groups are made and removed with AWS's own tools */
        delete: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                    pool: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cloudconfigs/eks/{uid}/machinePools/{pool}/machines/{machine}/maintenance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Cordons a node, or takes that back */
        put: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                    pool: string;
                    machine: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {unknown} */
                        action: "cordon" | "uncordon";
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/components/spectrocluster/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happens in a cluster, the newest first */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    continue?: string;
                    orderBy?: string;
                    filters?: string;
                };
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                [key: string]: unknown;
                            }[];
                            listmeta?: {
                                continue: string;
                                count: number;
                                limit: number;
                                offset: number;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dashboard/spectroclusters/{uid}/workloads/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Workloads of one kind, read from the cluster now */
        post: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                    kind: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        filter?: {
                            namespaces?: string[];
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                [key: string]: unknown;
                            }[];
                            listmeta?: {
                                continue: string;
                                count: number;
                                limit: number;
                                offset: number;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{uid}/macros": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Macros of this scope */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            macros: {
                                name: string;
                                value: string;
                            }[];
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        /** Replaces all macros */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        macros: {
                            name: string;
                            value: string;
                        }[];
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        /** Adds macros */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        macros: {
                            name: string;
                            value: string;
                        }[];
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        /** Removes macros by name */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        macros: {
                            name: string;
                        }[];
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Sets macros by name */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        macros: {
                            name: string;
                            value: string;
                        }[];
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/tenants/{tenantUid}/macros": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Macros of this scope */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    tenantUid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            macros: {
                                name: string;
                                value: string;
                            }[];
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        /** Replaces all macros */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    tenantUid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        macros: {
                            name: string;
                            value: string;
                        }[];
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        /** Adds macros */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    tenantUid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        macros: {
                            name: string;
                            value: string;
                        }[];
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        /** Removes macros by name */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    tenantUid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        macros: {
                            name: string;
                        }[];
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Sets macros by name */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    tenantUid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        macros: {
                            name: string;
                            value: string;
                        }[];
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/clusterprofiles/macros": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Names of the macros that profiles of this scope can use */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            macros: string[];
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/packs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Packs, one item a version */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    continue?: string;
                    orderBy?: string;
                    filters?: string;
                };
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                metadata: {
                                    uid: string;
                                    name: string;
                                    labels?: {
                                        [key: string]: string;
                                    };
                                    annotations?: {
                                        [key: string]: string;
                                    };
                                    /** Format: date-time */
                                    creationTimestamp?: string;
                                    /** Format: date-time */
                                    lastModifiedTimestamp?: string;
                                    resourceVersion?: string;
                                };
                                spec: {
                                    [key: string]: unknown;
                                };
                            }[];
                            listmeta?: {
                                continue: string;
                                count: number;
                                limit: number;
                                offset: number;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/packs/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Packs, one item a name */
        post: {
            parameters: {
                query?: {
                    limit?: number;
                    continue?: string;
                    orderBy?: string;
                    filters?: string;
                };
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        filter?: {
                            [key: string]: unknown;
                        };
                        sort?: {
                            [key: string]: unknown;
                        }[];
                    };
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                spec: {
                                    name: string;
                                    displayName: string;
                                    layer: string;
                                    addonType: string;
                                    type: string;
                                    cloudTypes: string[];
                                    registries: {
                                        uid: string;
                                        name: string;
                                        latestVersion: string;
                                        latestPackUid: string;
                                        scope: string;
                                        providerType: string;
                                    }[];
                                };
                            }[];
                            listmeta?: {
                                continue: string;
                                count: number;
                                limit: number;
                                offset: number;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/packs/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A version of a pack, with the others of its name */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            name: string;
                            displayName: string;
                            layer: string;
                            addonType: string;
                            cloudTypes: string[];
                            registryUid: string;
                            packValues: {
                                packUid: string;
                                values: string;
                                readme: string;
                                schema: {
                                    [key: string]: unknown;
                                }[];
                                presets: {
                                    [key: string]: unknown;
                                }[];
                                dependencies: {
                                    [key: string]: unknown;
                                }[];
                            }[];
                            tags: {
                                packUid: string;
                                version: string;
                                tag: string;
                            }[];
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/packs/{uid}/registries/{registryUid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All versions of a pack (by name) in a registry */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                    registryUid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            name: string;
                            displayName: string;
                            layer: string;
                            addonType: string;
                            cloudTypes: string[];
                            registryUid: string;
                            packValues: {
                                packUid: string;
                                values: string;
                                readme: string;
                                schema: {
                                    [key: string]: unknown;
                                }[];
                                presets: {
                                    [key: string]: unknown;
                                }[];
                                dependencies: {
                                    [key: string]: unknown;
                                }[];
                            }[];
                            tags: {
                                packUid: string;
                                version: string;
                                tag: string;
                            }[];
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/registries/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Registries of every kind */
        get: {
            parameters: {
                query?: {
                    scope?: string;
                };
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                uid: string;
                                name: string;
                                kind: string;
                                scope: string;
                                isDefault: boolean;
                                isPrivate: boolean;
                                isSyncSupported: boolean;
                                providerType: string;
                            }[];
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/registries/pack": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Registries of the kind pack */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    continue?: string;
                    orderBy?: string;
                    filters?: string;
                };
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                metadata: {
                                    uid: string;
                                    name: string;
                                    labels?: {
                                        [key: string]: string;
                                    };
                                    annotations?: {
                                        [key: string]: string;
                                    };
                                    /** Format: date-time */
                                    creationTimestamp?: string;
                                    /** Format: date-time */
                                    lastModifiedTimestamp?: string;
                                    resourceVersion?: string;
                                };
                                spec: {
                                    [key: string]: unknown;
                                };
                            }[];
                            listmeta?: {
                                continue: string;
                                count: number;
                                limit: number;
                                offset: number;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        /** Adds a registry of the kind pack */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        metadata: {
                            name: string;
                            labels?: {
                                [key: string]: string;
                            } | null;
                            annotations?: {
                                [key: string]: string;
                            } | null;
                            resourceVersion?: string;
                        };
                        spec: {
                            endpoint: string;
                            isPrivate?: boolean;
                            auth?: {
                                /** @enum {unknown} */
                                type?: "noAuth" | "basic" | "token";
                                username?: string;
                                password?: string;
                                token?: string;
                            };
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            uid: string;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/registries/helm/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Registries of the kind helm */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    continue?: string;
                    orderBy?: string;
                    filters?: string;
                };
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                metadata: {
                                    uid: string;
                                    name: string;
                                    labels?: {
                                        [key: string]: string;
                                    };
                                    annotations?: {
                                        [key: string]: string;
                                    };
                                    /** Format: date-time */
                                    creationTimestamp?: string;
                                    /** Format: date-time */
                                    lastModifiedTimestamp?: string;
                                    resourceVersion?: string;
                                };
                                spec: {
                                    [key: string]: unknown;
                                };
                            }[];
                            listmeta?: {
                                continue: string;
                                count: number;
                                limit: number;
                                offset: number;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/registries/oci/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Registries of the kind oci */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    continue?: string;
                    orderBy?: string;
                    filters?: string;
                };
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                metadata: {
                                    uid: string;
                                    name: string;
                                    labels?: {
                                        [key: string]: string;
                                    };
                                    annotations?: {
                                        [key: string]: string;
                                    };
                                    /** Format: date-time */
                                    creationTimestamp?: string;
                                    /** Format: date-time */
                                    lastModifiedTimestamp?: string;
                                    resourceVersion?: string;
                                };
                                spec: {
                                    [key: string]: unknown;
                                };
                            }[];
                            listmeta?: {
                                continue: string;
                                count: number;
                                limit: number;
                                offset: number;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/registries/helm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds a registry of the kind helm */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        metadata: {
                            name: string;
                            labels?: {
                                [key: string]: string;
                            } | null;
                            annotations?: {
                                [key: string]: string;
                            } | null;
                            resourceVersion?: string;
                        };
                        spec: {
                            endpoint: string;
                            isPrivate?: boolean;
                            auth?: {
                                /** @enum {unknown} */
                                type?: "noAuth" | "basic" | "token";
                                username?: string;
                                password?: string;
                                token?: string;
                            };
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            uid: string;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/registries/helm/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A registry of the kind helm; its secret is never told */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            metadata: {
                                uid: string;
                                name: string;
                                labels?: {
                                    [key: string]: string;
                                };
                                annotations?: {
                                    [key: string]: string;
                                };
                                /** Format: date-time */
                                creationTimestamp?: string;
                                /** Format: date-time */
                                lastModifiedTimestamp?: string;
                                resourceVersion?: string;
                            };
                            spec: {
                                [key: string]: unknown;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        /** Changes a registry of the kind helm. Another address forgets its secret */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        metadata: {
                            name: string;
                            labels?: {
                                [key: string]: string;
                            } | null;
                            annotations?: {
                                [key: string]: string;
                            } | null;
                            resourceVersion?: string;
                        };
                        spec: {
                            endpoint: string;
                            isPrivate?: boolean;
                            auth?: {
                                /** @enum {unknown} */
                                type?: "noAuth" | "basic" | "token";
                                username?: string;
                                password?: string;
                                token?: string;
                            };
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        post?: never;
        /** Removes a registry of the kind helm */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/registries/oci/basic": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds a registry of the kind oci */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        metadata: {
                            name: string;
                            labels?: {
                                [key: string]: string;
                            } | null;
                            annotations?: {
                                [key: string]: string;
                            } | null;
                            resourceVersion?: string;
                        };
                        spec: {
                            endpoint: string;
                            isPrivate?: boolean;
                            auth?: {
                                /** @enum {unknown} */
                                type?: "noAuth" | "basic" | "token";
                                username?: string;
                                password?: string;
                                token?: string;
                            };
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            uid: string;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/registries/oci/{uid}/basic": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A registry of the kind oci; its secret is never told */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            metadata: {
                                uid: string;
                                name: string;
                                labels?: {
                                    [key: string]: string;
                                };
                                annotations?: {
                                    [key: string]: string;
                                };
                                /** Format: date-time */
                                creationTimestamp?: string;
                                /** Format: date-time */
                                lastModifiedTimestamp?: string;
                                resourceVersion?: string;
                            };
                            spec: {
                                [key: string]: unknown;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        /** Changes a registry of the kind oci. Another address forgets its secret */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        metadata: {
                            name: string;
                            labels?: {
                                [key: string]: string;
                            } | null;
                            annotations?: {
                                [key: string]: string;
                            } | null;
                            resourceVersion?: string;
                        };
                        spec: {
                            endpoint: string;
                            isPrivate?: boolean;
                            auth?: {
                                /** @enum {unknown} */
                                type?: "noAuth" | "basic" | "token";
                                username?: string;
                                password?: string;
                                token?: string;
                            };
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        post?: never;
        /** Removes a registry of the kind oci */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/registries/pack/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A registry of the kind pack; its secret is never told */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            metadata: {
                                uid: string;
                                name: string;
                                labels?: {
                                    [key: string]: string;
                                };
                                annotations?: {
                                    [key: string]: string;
                                };
                                /** Format: date-time */
                                creationTimestamp?: string;
                                /** Format: date-time */
                                lastModifiedTimestamp?: string;
                                resourceVersion?: string;
                            };
                            spec: {
                                [key: string]: unknown;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        /** Changes a registry of the kind pack. Another address forgets its secret */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        metadata: {
                            name: string;
                            labels?: {
                                [key: string]: string;
                            } | null;
                            annotations?: {
                                [key: string]: string;
                            } | null;
                            resourceVersion?: string;
                        };
                        spec: {
                            endpoint: string;
                            isPrivate?: boolean;
                            auth?: {
                                /** @enum {unknown} */
                                type?: "noAuth" | "basic" | "token";
                                username?: string;
                                password?: string;
                                token?: string;
                            };
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        post?: never;
        /** Removes a registry of the kind pack */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cloudaccounts/aws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** AWS accounts of this scope */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    continue?: string;
                    orderBy?: string;
                    filters?: string;
                };
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                kind: string;
                                metadata: {
                                    uid: string;
                                    name: string;
                                    labels?: {
                                        [key: string]: string;
                                    };
                                    annotations?: {
                                        [key: string]: string;
                                    };
                                    /** Format: date-time */
                                    creationTimestamp?: string;
                                    /** Format: date-time */
                                    lastModifiedTimestamp?: string;
                                    resourceVersion?: string;
                                };
                                spec: {
                                    [key: string]: unknown;
                                };
                                status: {
                                    state: string;
                                };
                            }[];
                            listmeta?: {
                                continue: string;
                                count: number;
                                limit: number;
                                offset: number;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        /** Adds an AWS account */
        post: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        metadata: {
                            name: string;
                            labels?: {
                                [key: string]: string;
                            } | null;
                            annotations?: {
                                [key: string]: string;
                            } | null;
                            resourceVersion?: string;
                        };
                        spec: {
                            /** @enum {unknown} */
                            credentialType?: "secret" | "sts" | "pod-identity";
                            /** @enum {unknown} */
                            partition?: "aws" | "aws-us-gov";
                            accessKey?: string;
                            secretKey?: string;
                            sts?: {
                                arn: string;
                                externalId?: string;
                            };
                            roleArn?: string;
                            policyARNs?: string[] | null;
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            uid: string;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cloudaccounts/aws/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An AWS account; its secret key is never told */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            kind: string;
                            metadata: {
                                uid: string;
                                name: string;
                                labels?: {
                                    [key: string]: string;
                                };
                                annotations?: {
                                    [key: string]: string;
                                };
                                /** Format: date-time */
                                creationTimestamp?: string;
                                /** Format: date-time */
                                lastModifiedTimestamp?: string;
                                resourceVersion?: string;
                            };
                            spec: {
                                [key: string]: unknown;
                            };
                            status: {
                                state: string;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        /** Changes an AWS account. Another access key forgets the secret key */
        put: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        metadata: {
                            name: string;
                            labels?: {
                                [key: string]: string;
                            } | null;
                            annotations?: {
                                [key: string]: string;
                            } | null;
                            resourceVersion?: string;
                        };
                        spec: {
                            /** @enum {unknown} */
                            credentialType?: "secret" | "sts" | "pod-identity";
                            /** @enum {unknown} */
                            partition?: "aws" | "aws-us-gov";
                            accessKey?: string;
                            secretKey?: string;
                            sts?: {
                                arn: string;
                                externalId?: string;
                            };
                            roleArn?: string;
                            policyARNs?: string[] | null;
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        post?: never;
        /** Removes an AWS account */
        delete: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clouds/aws/account/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether AWS accepts the keys */
        post: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {unknown} */
                        credentialType?: "secret" | "sts" | "pod-identity";
                        /** @enum {unknown} */
                        partition?: "aws" | "aws-us-gov";
                        accessKey?: string;
                        secretKey?: string;
                        sts?: {
                            arn: string;
                            externalId?: string;
                        };
                        roleArn?: string;
                        policyARNs?: string[] | null;
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Users of the tenant */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    continue?: string;
                    orderBy?: string;
                    filters?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                metadata: {
                                    uid: string;
                                    name: string;
                                    labels?: {
                                        [key: string]: string;
                                    };
                                    annotations?: {
                                        [key: string]: string;
                                    };
                                    /** Format: date-time */
                                    creationTimestamp?: string;
                                    /** Format: date-time */
                                    lastModifiedTimestamp?: string;
                                    resourceVersion?: string;
                                };
                                spec: {
                                    emailId: string;
                                    firstName: string;
                                    lastName: string;
                                    roles: {
                                        uid: string;
                                        name: string;
                                    }[];
                                };
                                status: {
                                    isActive: boolean;
                                    lastSignIn?: string;
                                };
                            }[];
                            listmeta?: {
                                continue: string;
                                count: number;
                                limit: number;
                                offset: number;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        /** Adds a user with roles in the tenant */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        spec: {
                            emailId: string;
                            firstName: string;
                            lastName: string;
                            password?: string;
                            roles?: string[];
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            uid: string;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            metadata: {
                                uid: string;
                                name: string;
                                labels?: {
                                    [key: string]: string;
                                };
                                annotations?: {
                                    [key: string]: string;
                                };
                                /** Format: date-time */
                                creationTimestamp?: string;
                                /** Format: date-time */
                                lastModifiedTimestamp?: string;
                                resourceVersion?: string;
                            };
                            spec: {
                                emailId: string;
                                firstName: string;
                                lastName: string;
                                roles: {
                                    uid: string;
                                    name: string;
                                }[];
                            };
                            status: {
                                isActive: boolean;
                                lastSignIn?: string;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/me/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the one who asks may do in this scope */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            permissions: string[];
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes one's own password and ends one's sessions */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        currentPassword: string;
                        newPassword: string;
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/users/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A user */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            metadata: {
                                uid: string;
                                name: string;
                                labels?: {
                                    [key: string]: string;
                                };
                                annotations?: {
                                    [key: string]: string;
                                };
                                /** Format: date-time */
                                creationTimestamp?: string;
                                /** Format: date-time */
                                lastModifiedTimestamp?: string;
                                resourceVersion?: string;
                            };
                            spec: {
                                emailId: string;
                                firstName: string;
                                lastName: string;
                                roles: {
                                    uid: string;
                                    name: string;
                                }[];
                            };
                            status: {
                                isActive: boolean;
                                lastSignIn?: string;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        /** Changes a user's name; takes away or gives back the right to sign in */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        spec: {
                            firstName: string;
                            lastName: string;
                        };
                        status?: {
                            isActive: boolean;
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        post?: never;
        /** Removes a user with sessions and API keys */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{uid}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Replaces a user's roles in the tenant */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        roles: string[];
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{uid}/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A user's roles in projects */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            projects: {
                                projectUid: string;
                                roles: string[];
                            }[];
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        /** Replaces a user's roles in projects */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        projects: {
                            projectUid: string;
                            roles: string[];
                        }[];
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Roles, built in and own */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    continue?: string;
                    orderBy?: string;
                    filters?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                metadata: {
                                    uid: string;
                                    name: string;
                                    labels?: {
                                        [key: string]: string;
                                    };
                                    annotations?: {
                                        [key: string]: string;
                                    };
                                    /** Format: date-time */
                                    creationTimestamp?: string;
                                    /** Format: date-time */
                                    lastModifiedTimestamp?: string;
                                    resourceVersion?: string;
                                };
                                spec: {
                                    scope: string;
                                    type: string;
                                    permissions: string[];
                                };
                            }[];
                            listmeta?: {
                                continue: string;
                                count: number;
                                limit: number;
                                offset: number;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        /** Makes a role */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        metadata: {
                            name: string;
                        };
                        spec: {
                            /** @enum {unknown} */
                            scope?: "tenant" | "project";
                            permissions: string[];
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            uid: string;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every permission there is */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                name: string;
                            }[];
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/roles/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A role */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            metadata: {
                                uid: string;
                                name: string;
                                labels?: {
                                    [key: string]: string;
                                };
                                annotations?: {
                                    [key: string]: string;
                                };
                                /** Format: date-time */
                                creationTimestamp?: string;
                                /** Format: date-time */
                                lastModifiedTimestamp?: string;
                                resourceVersion?: string;
                            };
                            spec: {
                                scope: string;
                                type: string;
                                permissions: string[];
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        /** Changes a role of the tenant */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        metadata: {
                            name: string;
                        };
                        spec: {
                            /** @enum {unknown} */
                            scope?: "tenant" | "project";
                            permissions: string[];
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        post?: never;
        /** Removes a role of the tenant, and takes it from everybody */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/apiKeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** API keys; without the permission to list them only one's own */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    continue?: string;
                    orderBy?: string;
                    filters?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                metadata: {
                                    uid: string;
                                    name: string;
                                    labels?: {
                                        [key: string]: string;
                                    };
                                    annotations?: {
                                        [key: string]: string;
                                    };
                                    /** Format: date-time */
                                    creationTimestamp?: string;
                                    /** Format: date-time */
                                    lastModifiedTimestamp?: string;
                                    resourceVersion?: string;
                                };
                                spec: {
                                    /** Format: date-time */
                                    expiry: string;
                                    user: {
                                        uid: string;
                                        emailId: string;
                                    };
                                };
                                status: {
                                    isActive: boolean;
                                };
                            }[];
                            listmeta?: {
                                continue: string;
                                count: number;
                                limit: number;
                                offset: number;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        /** Makes an API key; it is told once, in this answer */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        metadata: {
                            name: string;
                        };
                        spec: {
                            expiry: string;
                            userUid?: string;
                        };
                    };
                };
            };
            responses: {
                /** @description done */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            uid: string;
                            apiKey: string;
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/apiKeys/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An API key, without the key */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            metadata: {
                                uid: string;
                                name: string;
                                labels?: {
                                    [key: string]: string;
                                };
                                annotations?: {
                                    [key: string]: string;
                                };
                                /** Format: date-time */
                                creationTimestamp?: string;
                                /** Format: date-time */
                                lastModifiedTimestamp?: string;
                                resourceVersion?: string;
                            };
                            spec: {
                                /** Format: date-time */
                                expiry: string;
                                user: {
                                    uid: string;
                                    emailId: string;
                                };
                            };
                            status: {
                                isActive: boolean;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Removes an API key */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/apiKeys/{uid}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Revokes an API key, or takes that back */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        isActive: boolean;
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Changes, the newest first */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    continue?: string;
                    orderBy?: string;
                    filters?: string;
                };
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                metadata: {
                                    uid: string;
                                    name: string;
                                    labels?: {
                                        [key: string]: string;
                                    };
                                    annotations?: {
                                        [key: string]: string;
                                    };
                                    /** Format: date-time */
                                    creationTimestamp?: string;
                                    /** Format: date-time */
                                    lastModifiedTimestamp?: string;
                                    resourceVersion?: string;
                                };
                                spec: {
                                    actionType: string;
                                    actionMsg: string;
                                    contentMsg: string;
                                    userMsg: string;
                                    actor: {
                                        actorType: string;
                                        user: {
                                            uid: string;
                                            emailId: string;
                                            userName: string;
                                        };
                                        project: {
                                            uid: string;
                                        };
                                    };
                                    resource: {
                                        kind: string;
                                        uid: string;
                                        name: string;
                                    };
                                };
                            }[];
                            listmeta?: {
                                continue: string;
                                count: number;
                                limit: number;
                                offset: number;
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audits/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One change */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            metadata: {
                                uid: string;
                                name: string;
                                labels?: {
                                    [key: string]: string;
                                };
                                annotations?: {
                                    [key: string]: string;
                                };
                                /** Format: date-time */
                                creationTimestamp?: string;
                                /** Format: date-time */
                                lastModifiedTimestamp?: string;
                                resourceVersion?: string;
                            };
                            spec: {
                                actionType: string;
                                actionMsg: string;
                                contentMsg: string;
                                userMsg: string;
                                actor: {
                                    actorType: string;
                                    user: {
                                        uid: string;
                                        emailId: string;
                                        userName: string;
                                    };
                                    project: {
                                        uid: string;
                                    };
                                };
                                resource: {
                                    kind: string;
                                    uid: string;
                                    name: string;
                                };
                            };
                        };
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audits/{uid}/userMsg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Adds one's note to a change of one's own */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        userMsg: string;
                    };
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Server-sent events of what changes in this scope: data is {kind, uid} */
        get: {
            parameters: {
                query?: never;
                header?: {
                    ProjectUid?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Error"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Error: {
            code: string;
            message: string;
            details?: unknown;
            ref?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
