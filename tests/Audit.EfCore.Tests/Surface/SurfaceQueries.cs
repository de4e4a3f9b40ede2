using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.Tests.Surface;

/// <summary>A query, and where the model says that it reads.</summary>
internal sealed record SurfaceQuery(Func<SurfaceContext, IQueryable<object>> Of, Func<SurfaceContext, string[]> Reads);

/// <summary>Queries of every kind that EF Core translates.</summary>
internal static class SurfaceQueries
{
    private static readonly int[] Ids = [1, 2, 3];

    public static IReadOnlyDictionary<string, SurfaceQuery> All { get; } = new Dictionary<string, SurfaceQuery>
    {
        ["inner_join"] = new(
            static c => c.Posts.Join(c.Blogs, static post => post.BlogId, static blog => blog.Id, static (post, blog) => new { post.Title, blog.Name }),
            static c => c.TablesOf(typeof(Post), typeof(Blog))),
        ["left_join"] = new(
            static c => c.Posts.LeftJoin(c.Blogs, static post => post.BlogId, static blog => blog.Id, static (post, blog) => new { post.Title, Name = blog == null ? "" : blog.Name }),
            static c => c.TablesOf(typeof(Post), typeof(Blog))),
        ["cross_join"] = new(
            static c => from tag in c.Tags from animal in c.Animals select new { Tag = tag.Name, animal.Name },
            static c => c.TablesOf(typeof(Tag), typeof(Animal))),
        ["lateral_join"] = new(
            static c => c.Blogs.SelectMany(static blog => blog.Posts.OrderBy(static post => post.Rating).Take(2), static (blog, post) => new { blog.Name, post.Title }),
            static c => c.TablesOf(typeof(Blog), typeof(Post))),
        ["grouping"] = new(
            static c => c.Posts.GroupBy(static post => post.Blog!.Name).Where(static group => group.Count() > 1).Select(static group => new { group.Key, Count = group.Count(), Best = group.Max(static post => post.Rating) }),
            static c => c.TablesOf(typeof(Post), typeof(Blog))),
        ["first_of_group"] = new(
            static c => c.Posts.GroupBy(static post => post.BlogId).Select(static group => group.OrderByDescending(static post => post.Rating).First()),
            static c => c.TablesOf(typeof(Post))),
        ["correlated_sub_query"] = new(
            static c => c.Blogs.Where(static blog => blog.Posts.Any(static post => post.Tags.Any(static tag => tag.Name == "it's; DROP TABLE x"))).Select(static blog => new { blog.Name }),
            static c => [.. c.TablesOf(typeof(Blog), typeof(Post), typeof(Tag)), c.JoinTableOf<Post>(nameof(Post.Tags))]),
        ["scalar_sub_query"] = new(
            static c => c.Blogs.Select(blog => new { blog.Name, Count = c.Posts.Count(post => post.BlogId == blog.Id), Dogs = c.Set<Dog>().Count(dog => dog.Name == blog.Name) }),
            static c => c.TablesOf(typeof(Blog), typeof(Post), typeof(Dog))),
        ["contains_list"] = new(
            static c => c.Posts.Where(static post => Ids.Contains(post.Id)),
            static c => c.TablesOf(typeof(Post))),
        ["contains_sub_query"] = new(
            static c => c.Tags.Where(tag => c.Posts.Select(static post => post.Title).Contains(tag.Name)),
            static c => c.TablesOf(typeof(Tag), typeof(Post))),
        ["union"] = new(
            static c => c.Tags.Select(static tag => tag.Name).Union(c.Animals.Select(static animal => animal.Name)),
            static c => c.TablesOf(typeof(Tag), typeof(Animal))),
        ["except_and_intersect"] = new(
            static c => c.Tags.Select(static tag => tag.Name).Except(c.Blogs.Select(static blog => blog.Name)).Intersect(c.Animals.Select(static animal => animal.Name)),
            static c => c.TablesOf(typeof(Tag), typeof(Blog), typeof(Animal))),
        ["page"] = new(
            static c => c.Posts.OrderBy(static post => post.Title).Skip(10).Take(5),
            static c => c.TablesOf(typeof(Post))),
        ["distinct_page_then_join"] = new(
            static c => c.Blogs.OrderBy(static blog => blog.Name).Take(3).Include(static blog => blog.Posts),
            static c => [.. c.TablesOf(typeof(Blog), typeof(Post)), c.OwnedTableOf<Blog>(nameof(Blog.Aliases))]),
        ["tagged"] = new(
            static c => c.Tags.TagWith("-- DELETE FROM \"Tags\"; */ drop table x"),
            static c => c.TablesOf(typeof(Tag))),
        ["owned_collection"] = new(
            static c => c.Blogs,
            static c => [.. c.TablesOf(typeof(Blog)), c.OwnedTableOf<Blog>(nameof(Blog.Aliases))]),
        ["owned_reference"] = new(
            static c => c.Blogs.Where(static blog => blog.Contact!.Mail == "a@b.c").Select(static blog => new { blog.Name }),
            static c => c.TablesOf(typeof(Blog))),
        ["json_column"] = new(
            static c => c.Blogs.Where(static blog => blog.Links.Any(static link => link.Url == "https://x")).Select(static blog => new { blog.Name, Count = blog.Links.Count }),
            static c => c.TablesOf(typeof(Blog))),
        ["complex_type"] = new(
            static c => c.Blogs.Where(static blog => blog.Theme.Colour != "red").Select(static blog => blog.Theme),
            static c => c.TablesOf(typeof(Blog))),
        ["many_to_many"] = new(
            static c => c.Posts.Include(static post => post.Tags),
            static c => [.. c.TablesOf(typeof(Post), typeof(Tag)), c.JoinTableOf<Post>(nameof(Post.Tags))]),
        ["split_query"] = new(
            static c => c.Posts.Include(static post => post.Tags).Include(static post => post.Blog).AsSplitQuery(),
            static c => [.. c.TablesOf(typeof(Post), typeof(Tag), typeof(Blog)), c.JoinTableOf<Post>(nameof(Post.Tags)), c.OwnedTableOf<Blog>(nameof(Blog.Aliases))]),
        ["table_per_hierarchy"] = new(static c => c.Animals, static c => c.TablesOf(typeof(Animal))),
        ["one_of_a_hierarchy"] = new(static c => c.Set<Cat>().Where(static cat => cat.Lives < 9), static c => c.TablesOf(typeof(Cat))),
        ["table_per_type"] = new(static c => c.Vehicles, static c => c.TablesOf(typeof(Vehicle))),
        ["one_of_a_table_per_type"] = new(static c => c.Set<Car>(), static c => c.TablesOf(typeof(Car))),
        ["table_per_concrete_type"] = new(static c => c.Payments, static c => c.TablesOf(typeof(Payment))),
        ["one_of_a_table_per_concrete_type"] = new(static c => c.Set<CashPayment>(), static c => c.TablesOf(typeof(CashPayment))),
        ["schema_and_quoted_name"] = new(static c => c.OrderLines, static c => c.TablesOf(typeof(OrderLine))),
        ["keyless_view"] = new(static c => c.Summaries.Where(static summary => summary.Posts > 1), static c => c.TablesOf(typeof(BlogSummary))),
    };
}
