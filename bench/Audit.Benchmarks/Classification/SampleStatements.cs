using Audit.Statements;

namespace Audit.Benchmarks.Classification;

/// <summary>Statements as applications send them: by EF Core and by people, short and long, in every dialect.</summary>
internal static class SampleStatements
{
    public const string Short = "400 characters";
    public const string Long = "2 KB";

    private const string EntityFrameworkShort =
        """
        SELECT [o].[Id], [o].[CustomerId], [o].[Number], [o].[PlacedAt], [o].[Status], [o].[Total], [c].[Name], [c].[Email]
        FROM [Orders] AS [o]
        INNER JOIN [Customers] AS [c] ON [o].[CustomerId] = [c].[Id]
        WHERE [o].[TenantId] = @tenantId AND [o].[Status] IN (1, 2, 3) AND [c].[Region] = @region AND [o].[PlacedAt] >= @from AND [c].[IsDeleted] = 0
        ORDER BY [o].[PlacedAt] DESC, [o].[Id]
        {page}
        """;

    private const string HandWrittenShort =
        """
        insert into billing.statements (customer_id, period, currency, gross, net, remark)
        select c.id, '2026-02', 'EUR', sum(l.quantity * l.price), sum(l.quantity * l.price) / 1.19, 'it''s due in 14 days, thank you'
        from sales.customers c
        join sales.order_lines l on l.customer_id = c.id
        where l.shipped_at >= '2026-02-01' and l.shipped_at < '2026-03-01' and c.status <> 'closed' and l.price > 0.5
        group by c.id having count(*) > 1
        """;

    private const string EntityFrameworkLong =
        """
        SELECT [s].[Id], [s].[CustomerId], [s].[Number], [s].[PlacedAt], [s].[Status], [s].[Total], [s].[Id0], [s].[Name], [s].[Email], [l0].[Id], [l0].[OrderId], [l0].[ProductId], [l0].[Quantity], [l0].[UnitPrice], [l0].[Discount], [l0].[Id0], [l0].[Sku], [l0].[Title], [l0].[CategoryId], [p0].[Id], [p0].[OrderId], [p0].[Amount], [p0].[Method], [p0].[PaidAt], [p0].[Reference]
        FROM (
            SELECT [o].[Id], [o].[CustomerId], [o].[Number], [o].[PlacedAt], [o].[Status], [o].[Total], [c].[Id] AS [Id0], [c].[Name], [c].[Email]
            FROM [Orders] AS [o]
            INNER JOIN [Customers] AS [c] ON [o].[CustomerId] = [c].[Id]
            WHERE [o].[TenantId] = @tenantId AND [c].[Region] = @region AND EXISTS (
                SELECT 1
                FROM [OrderLines] AS [l]
                INNER JOIN [Products] AS [p] ON [l].[ProductId] = [p].[Id]
                WHERE [o].[Id] = [l].[OrderId] AND [p].[CategoryId] IN (3, 5, 8, 13) AND [l].[Quantity] > 2) AND CASE
                WHEN [o].[Status] = 4 THEN 1
                ELSE 0
            END = 0 AND (
                SELECT COALESCE(SUM([r].[Amount]), 0.0)
                FROM [Refunds] AS [r]
                WHERE [o].[Id] = [r].[OrderId]) < @limit
            ORDER BY [o].[PlacedAt] DESC, [o].[Id]
            {page}
        ) AS [s]
        LEFT JOIN (
            SELECT [l1].[Id], [l1].[OrderId], [l1].[ProductId], [l1].[Quantity], [l1].[UnitPrice], [l1].[Discount], [p1].[Id] AS [Id0], [p1].[Sku], [p1].[Title], [p1].[CategoryId]
            FROM [OrderLines] AS [l1]
            INNER JOIN [Products] AS [p1] ON [l1].[ProductId] = [p1].[Id]
            WHERE [p1].[IsDeleted] = 0
        ) AS [l0] ON [s].[Id] = [l0].[OrderId]
        LEFT JOIN [Payments] AS [p0] ON [s].[Id] = [p0].[OrderId]
        LEFT JOIN (
            SELECT [i].[Id], [i].[OrderId], [i].[Number], [i].[IssuedAt], [i].[DueAt], [i].[Gross], [i].[Net], [i].[Currency]
            FROM [Invoices] AS [i]
            WHERE [i].[Cancelled] = 0 AND [i].[IssuedAt] >= @from
        ) AS [i0] ON [s].[Id] = [i0].[OrderId]
        WHERE [s].[Name] IS NOT NULL AND [s].[Email] LIKE @pattern AND [i0].[Net] > 100.0
        ORDER BY [s].[PlacedAt] DESC, [s].[Id], [s].[Id0], [l0].[Id], [l0].[Id0]
        """;

    private const string HandWrittenLong =
        """
        with months as (
            select o.id, o.customer_id, o.region, extract(month from o.placed_at) as month, o.total
            from sales.orders o
            where o.status in ('paid', 'shipped', 'delivered') and o.placed_at >= '2025-01-01' and o.placed_at < '2026-01-01'
        ),
        by_category as (
            -- refunded lines count as nothing
            select m.region, m.month, p.category_id, sum(case when l.refunded = 1 then 0 else l.quantity * l.unit_price * (1 - l.discount / 100) end) as revenue, count(distinct m.customer_id) as buyers
            from months m
            inner join sales.order_lines l on l.order_id = m.id
            left join catalog.products p on p.id = l.product_id and p.visible = 1
            group by m.region, m.month, p.category_id
        ),
        ranked as (
            select b.*, row_number() over (partition by b.region, b.month order by b.revenue desc) as place, lag(b.revenue, 1, 0) over (partition by b.region, b.category_id order by b.month) as previous
            from by_category b
        ),
        at_risk as (
            select c.region, count(*) as customers, max(c.last_seen) as last_seen
            from crm.customers c
            where not exists (select 1 from months m where m.customer_id = c.id and m.total > 49.90) and c.segment not in ('test', 'internal', 'closed') and c.email not like '%@example.com'
            group by c.region having count(*) >= 10
        )
        select r.region, k.name as category, r.month, r.revenue, r.previous, r.buyers, coalesce(a.customers, 0) as customers_at_risk,
            case when r.previous = 0 then 'new' when r.revenue > r.previous * 1.25 then 'rising' when r.revenue < r.previous * 0.75 then 'falling' else 'steady' end as trend
        from ranked r
        join catalog.categories k on k.id = r.category_id
        left join at_risk a on a.region = r.region
        where r.place <= 5 and r.revenue > 1000 and k.name <> 'gift cards'
            and (r.buyers >= 3 or r.revenue / r.buyers > 250) and r.region in (select g.region from sales.regions g where g.active = 1 and g.country in ('AT', 'CH', 'DE'))
        order by r.region, r.month, r.place
        """;

    private static readonly SqlDialect[] Dialects = [SqlDialect.PostgreSql, SqlDialect.SqlServer, SqlDialect.MySql, SqlDialect.Sqlite, SqlDialect.Oracle];

    public static SampleStatement[] All { get; } =
    [
        .. Dialects.SelectMany(static dialect => new SampleStatement[]
        {
            new(Short, dialect, "EF Core", Adapt(EntityFrameworkShort, dialect)),
            new(Short, dialect, "hand-written", Adapt(HandWrittenShort, dialect)),
            new(Long, dialect, "EF Core", Adapt(EntityFrameworkLong, dialect)),
            new(Long, dialect, "hand-written", Adapt(HandWrittenLong, dialect)),
        }),
    ];

    private static string Adapt(string text, SqlDialect dialect)
    {
        text = text.ReplaceLineEndings("\n").Replace(
            "{page}",
            dialect is SqlDialect.SqlServer or SqlDialect.Oracle ? "OFFSET 0 ROWS FETCH NEXT @take ROWS ONLY" : "LIMIT @take",
            StringComparison.Ordinal);
        return dialect switch
        {
            SqlDialect.SqlServer => text,
            SqlDialect.MySql => text.Replace('[', '`').Replace(']', '`'),
            SqlDialect.Oracle => text.Replace('[', '"').Replace(']', '"').Replace("@t", ":t", StringComparison.Ordinal).Replace(" AS \"", " \"", StringComparison.Ordinal),
            _ => text.Replace('[', '"').Replace(']', '"'),
        };
    }
}
