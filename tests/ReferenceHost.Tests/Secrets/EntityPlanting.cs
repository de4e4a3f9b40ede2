using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace ReferenceHost.Tests.Secrets;

/// <summary>Plants in queries by LINQ and in entities that are saved.</summary>
internal static class EntityPlanting
{
    public static async Task QueryAsync(Plot plot, Func<PeopleContext> open)
    {
        using var scope = plot.Enter();
        await using var context = open();
        var (name, names, tag) = (plot.Text(), new[] { plot.Text(), plot.Text() }, plot.Text());
        var sought = plot.Text();
        _ = await context.Humans.Where(human => human.Name == name).TagWith(tag).ToListAsync();
        _ = await context.Humans.Where(human => names.Contains(human.Name)).CountAsync();
        _ = await context.Humans.Where(human => human.Name.StartsWith(sought)).Select(human => human.Email).FirstOrDefaultAsync();
        _ = await context.Humans.FromSql($"SELECT * FROM \"Humans\" WHERE \"Name\" = {plot.Text()}").AsNoTracking().ToListAsync();
        _ = await context.Database.ExecuteSqlAsync($"UPDATE \"Humans\" SET \"Password\" = {plot.Text()} WHERE \"Name\" = {plot.Text()}");
        _ = await context.Humans.Where(human => human.Id < 0).ExecuteUpdateAsync(update => update.SetProperty(human => human.Password, sought));
        _ = await context.Humans.Where(human => human.Email == name).ExecuteDeleteAsync();
        _ = context.Humans.Where(IsNamed(plot.Text())).ToList();
    }

    public static async Task SaveAsync(Plot plot, Func<PeopleContext> open)
    {
        using var scope = plot.Enter();
        await using var context = open();
        var (one, other) = (New(plot), New(plot));
        context.AddRange(one, other);
        await context.SaveChangesAsync();
        (one.Name, one.Password, other.Password) = (plot.Text(), plot.Text(), plot.Text());
        await context.SaveChangesAsync();
        context.Remove(other);
        context.SaveChanges();
    }

    /// <summary>A constant, which EF Core writes into the statement; a variable becomes a parameter.</summary>
    private static Expression<Func<Human, bool>> IsNamed(string name)
    {
        var human = Expression.Parameter(typeof(Human));
        return Expression.Lambda<Func<Human, bool>>(Expression.Equal(Expression.Property(human, nameof(Human.Name)), Expression.Constant(name)), human);
    }

    private static Human New(Plot plot) => new() { Name = plot.Text(), Email = plot.Email(), Password = plot.Text() };
}
