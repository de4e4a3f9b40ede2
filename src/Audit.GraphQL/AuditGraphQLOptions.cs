using Audit.GraphQL.PersistedDocuments;

namespace Audit.GraphQL;

/// <summary>What a request to the GraphQL API may take, and who may send one. Section <c>Audit:GraphQL</c>.</summary>
public sealed class AuditGraphQLOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string SectionName = "Audit:GraphQL";

    /// <summary>The roles that may read; one of them is enough. Default: <c>Viewer</c>, <c>Analyst</c>, <c>Operator</c> and <c>Admin</c>.</summary>
    public IList<string> Roles { get; set; } = [];

    /// <summary>The roles that may approve and reject guarded operations; one of them is enough. Default: <c>Operator</c> and <c>Admin</c>.</summary>
    public IList<string> ApproverRoles { get; set; } = [];

    /// <summary>The roles that may export; one of them is enough. Default: <c>Analyst</c> and <c>Admin</c>.</summary>
    public IList<string> ExporterRoles { get; set; } = [];

    /// <summary>
    /// Claims that bind who has them to a tenant, beside <c>tenant_id</c>: they see the events of that tenant only. Default: none.
    /// </summary>
    public IList<string> TenantClaims { get; set; } = [];

    /// <summary>
    /// The origins, beside the API's own, whose pages may ask, for example <c>https://tools.example</c>: a scheme, a host and a port where it is not the usual
    /// one, no path, no wildcard. Default: none.
    /// </summary>
    public IList<string> AllowedOrigins { get; set; } = [];

    /// <summary>Whether the schema can be asked for (<c>__schema</c>, <c>__type</c>). Default: yes.</summary>
    public bool AllowIntrospection { get; set; } = true;

    /// <summary>The roles that can ask for the schema, where <see cref="AllowIntrospection"/> lets them; one of them is enough. Default: none, which means whoever may read.</summary>
    public IList<string> IntrospectionRoles { get; set; } = [];

    /// <summary>
    /// Whether GraphiQL, a page to write queries in, is served at <c>ui</c> below the API. It needs the schema, and documents of its own: without <see cref="AllowIntrospection"/>, or with
    /// persisted documents only, it is not. Default: yes.
    /// </summary>
    public bool AllowGraphiQL { get; set; } = true;

    /// <summary>The roles that get GraphiQL, where they may ask for the schema as well; one of them is enough. Default: <c>Analyst</c> and <c>Admin</c>.</summary>
    public IList<string> GraphiQLRoles { get; set; } = [];

    /// <summary>Documents that clients name instead of sending them.</summary>
    public AuditGraphQLPersistedDocumentOptions PersistedDocuments { get; } = new();

    /// <summary>
    /// Whether every query of the audit log is recorded as an access event, <c>audit.read</c>: who asked, for what, by which filter, and how many rows they got.
    /// Default: yes, where there is an <c>IAuditLog</c>.
    /// </summary>
    public bool RecordReads { get; set; } = true;

    /// <summary>The size of a request's body, variables included, in bytes, 1 KiB to 16 MiB. Default: 1 MiB.</summary>
    public int MaxRequestBytes { get; set; } = 1 << 20;

    /// <summary>The size of a document in bytes of UTF-8, 256 bytes to 1 MiB. Default: 32 KiB.</summary>
    public int MaxDocumentBytes { get; set; } = 32 << 10;

    /// <summary>How deep selections nest, each field and each fragment being one level, 5 to 64. Default: 25.</summary>
    public int MaxDepth { get; set; } = 25;

    /// <summary>How many fields a document selects, those of a fragment counted wherever it is used, 10 to 5,000. Default: 1,000.</summary>
    public int MaxFields { get; set; } = 1_000;

    /// <summary>How many fields a document renames, 0 to 1,000. Default: 30.</summary>
    public int MaxAliases { get; set; } = 30;

    /// <summary>How many objects an answer may hold when every page is full, 100 to 10,000,000. Default: 50,000.</summary>
    public long MaxCost { get; set; } = 50_000;

    /// <summary>The number of events on a page when a query does not say, 1 to 1,000 and not above <see cref="MaxPageSize"/>. Default: 50.</summary>
    public int DefaultPageSize { get; set; } = 50;

    /// <summary>The number of events on a page at the most, 1 to 1,000. Default: 1,000.</summary>
    public int MaxPageSize { get; set; } = 1_000;

    /// <summary>
    /// How many requests a user may send a second over time, operations of WebSockets included, 1 to 100,000; 0 for no limit. Default: 100.
    /// </summary>
    public int RequestsPerSecond { get; set; } = 100;

    /// <summary>How many requests a user may send at once after a while without any, 1 to 100,000. Default: 300.</summary>
    public int RequestBurst { get; set; } = 300;

    /// <summary>How subscriptions run.</summary>
    public AuditGraphQLSubscriptionOptions Subscriptions { get; } = new();

    /// <summary>How long a request may take, one second to ten minutes. Default: 30 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an export straight to a client may take, one second to one day. Default: one hour.</summary>
    public TimeSpan ExportTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a client that is sent an export may take nothing, one second to ten minutes. Default: 30 seconds.</summary>
    public TimeSpan ExportStallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many bytes a second a client that is sent an export takes at least while it is waited for, counted once that took longer than <see cref="ExportStallTimeout"/>, 0 to 100,000,000.
    /// Default: 16,384.
    /// </summary>
    public long ExportMinBytesPerSecond { get; set; } = 16_384;
}
