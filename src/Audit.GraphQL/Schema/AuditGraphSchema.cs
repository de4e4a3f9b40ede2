using Audit.GraphQL.Schema.Aggregation;
using Audit.GraphQL.Schema.Paging;
using Audit.GraphQL.Schema.Scalars;
using Audit.Querying;
using GraphQL;
using GraphQL.Types;

namespace Audit.GraphQL.Schema;

/// <summary>The schema: the types below <see cref="Query"/>, one folder per feature. Field and type names are those of the published contract.</summary>
internal sealed class AuditGraphSchema : global::GraphQL.Types.Schema
{
    public AuditGraphSchema()
        : base(new SchemaServices(), runConfigurations: false)
    {
        SchemaExtensions.RegisterTypeMapping<DateTimeOffset, DateTimeScalar>(this);
        SchemaExtensions.RegisterTypeMapping<TimeSpan, DurationScalar>(this);
        SchemaExtensions.RegisterTypeMapping<AuditSort, AuditSortType>(this);
        SchemaExtensions.RegisterTypeMapping<Metric, MetricType>(this);
        SchemaExtensions.RegisterTypeMapping<SortDirection, SortDirectionType>(this);
        Query = new AutoRegisteringObjectGraphType<Query>();
        Mutation = new AutoRegisteringObjectGraphType<Mutation>();
        Subscription = new AutoRegisteringObjectGraphType<Subscription>();
        Initialize();
    }

    /// <summary>
    /// Makes the graph types, from CLR types by their public members. Apart from the application's container, whose own GraphQL server may
    /// map types in another way.
    /// </summary>
    private sealed class SchemaServices : IServiceProvider
    {
        private static readonly IGraphTypeMappingProvider[] Mappings = [new AutoRegisteringGraphTypeMappingProvider()];

        public object? GetService(Type serviceType)
        {
            if (serviceType == typeof(IEnumerable<IGraphTypeMappingProvider>))
                return Mappings;
            return serviceType.IsAssignableTo(typeof(IGraphType)) && !serviceType.IsAbstract ? Activator.CreateInstance(serviceType) : null;
        }
    }
}
