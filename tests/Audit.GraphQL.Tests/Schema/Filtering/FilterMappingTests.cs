using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using Audit.GraphQL.Schema;
using Audit.GraphQL.Tests.Hosting;
using Audit.Querying;
using GraphQL.Types;

namespace Audit.GraphQL.Tests.Schema.Filtering;

/// <summary>What a client writes as a filter is what the reader gets: fields of the served schema against properties of <see cref="AuditFilter"/>.</summary>
public sealed partial class FilterMappingTests : IAsyncLifetime
{
    private const string Query = "query($f:AuditEventFilter){auditEvents(filter:$f){totalCount}}";
    private static readonly AuditGraphSchema Served = new();
    private readonly MemoryReader _reader = new();
    private GraphHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GraphHost.StartAsync(_reader);

    [Fact]
    public async Task Every_field_of_the_filter_reaches_the_reader_alone()
    {
        foreach (var field in FieldsOf("AuditEventFilter"))
        {
            var filter = new JsonObject { [field.Name] = Sample(field.ResolvedType!, new Random(1), 1) };
            Assert.Equal(filter.ToJsonString(), (await ReceivedAsync(filter)).ToJsonString());
        }
    }

    [Fact]
    public async Task Every_condition_that_the_reader_knows_can_be_written()
    {
        var properties = typeof(AuditFilter).GetProperties().Where(property => property.Name != "EqualityContract").Select(property => NameOf(property.Name));
        Assert.Equal(properties.Order(), FieldsOf("AuditEventFilter").Select(field => field.Name).Order());
        await _host.DataAsync(Query, new JsonObject { ["f"] = null });
        Assert.Equal(new AuditFilter(), Assert.Single(_reader.Counts));
    }

    [Fact]
    public async Task Random_filters_reach_the_reader_as_they_were_written()
    {
        var random = new Random(20260315);
        for (var i = 0; i < 300; i++)
        {
            var filter = RandomObject("AuditEventFilter", random, 4);
            Assert.Equal(filter.ToJsonString(), (await ReceivedAsync(filter)).ToJsonString());
        }
    }

    [Fact]
    public async Task Filter_written_in_the_document_is_the_same_as_one_in_a_variable()
    {
        await _host.DataAsync("""{auditEvents(filter:{or:[{category:[DATABASE],last:"PT90M"},{rowsAffected:{gte:5000000000}}],actorId:{in:["a'b","ü"]}}){totalCount}}""");
        var (filter, _) = (_reader.Counts.TryDequeue(out var received) ? received : null, 0);
        Assert.Equal("""{"or":[{"last":"PT1H30M","category":["DATABASE"]},{"rowsAffected":{"gte":5000000000}}],"actorId":{"in":["a'b","ü"]}}""", Sorted(Write(filter!)));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static string Sorted(JsonObject node) => node.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private async Task<JsonObject> ReceivedAsync(JsonObject filter)
    {
        await _host.DataAsync(Query, new JsonObject { ["f"] = filter.DeepClone() });
        Assert.True(_reader.Counts.TryDequeue(out var received));
        return Write(received);
    }

    private static TypeFields FieldsOf(string type) => ((IInputObjectGraphType)Served.AllTypes[type]!).Fields;

    private static JsonObject RandomObject(string type, Random random, int depth)
    {
        var written = new JsonObject();
        foreach (var field in FieldsOf(type))
        {
            if (field.ResolvedType is NonNullGraphType || random.Next(type == "AuditEventFilter" ? 8 : 2) == 0)
            {
                if (depth > 0 || field.ResolvedType is NonNullGraphType || Named(field.ResolvedType!) is not IInputObjectGraphType)
                    written[field.Name] = Sample(field.ResolvedType!, random, depth - 1);
            }
        }

        return written;
    }

    private static JsonNode Sample(IGraphType type, Random random, int depth) => type switch
    {
        NonNullGraphType some => Sample(some.ResolvedType!, random, depth),
        ListGraphType list => new JsonArray([.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Sample(list.ResolvedType!, random, depth))]),
        IInputObjectGraphType input => RandomObject(input.Name, random, depth),
        EnumerationGraphType choice => choice.Values.ElementAt(random.Next(choice.Values.Count)).Name,
        BooleanGraphType => random.Next(2) == 0,
        LongGraphType => random.NextInt64(long.MinValue, long.MaxValue),
        IdGraphType => StoredEvents.Id(random.Next(1, 99)).ToString(),
        { Name: "DateTime" } => Time(DateTimeOffset.UnixEpoch.AddTicks(random.NextInt64(TimeSpan.FromDays(30_000).Ticks) / 10 * 10)),
        { Name: "Duration" } => XmlConvert.ToString(TimeSpan.FromSeconds(random.Next(1, 10_000_000))),
        _ => $"text {random.Next(1000)} 'ü%_\\\" {{$x}}",
    };

    private static IGraphType Named(IGraphType type) => type is IProvideResolvedType { ResolvedType: { } inner } ? Named(inner) : type;

    /// <summary>The filter that the reader got, written by reflection in the words of the schema.</summary>
    private static JsonObject Write(object filter)
    {
        var written = new JsonObject();
        foreach (var property in filter.GetType().GetProperties().Where(property => property.GetValue(filter) is not null))
            written[NameOf(property.Name)] = Value(property.GetValue(filter)!);
        return written;
    }

    private static JsonNode Value(object value) => value switch
    {
        string text => text,
        bool flag => flag,
        long number => number,
        Guid id => id.ToString(),
        Enum choice => Words().Replace(choice.ToString(), "_").ToUpperInvariant(),
        DateTimeOffset time => Time(time),
        TimeSpan span => XmlConvert.ToString(span),
        IEnumerable list => new JsonArray([.. list.Cast<object>().Select(Value)]),
        _ => Write(value),
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static string NameOf(string property) => property == "ParentId" ? "parentEventId" : char.ToLowerInvariant(property[0]) + property[1..];

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Words();
}
