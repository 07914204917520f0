using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit.v3;

namespace Rubaru.EndToEnd;

/// <summary>
/// After each test of the class: nobody who took part had an error or a warning in the console that the test did not
/// expect. Not for classes in which somebody lies to the browser, which says so.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class QuietConsoleAttribute : BeforeAfterTestAttribute
{
    private static readonly ConcurrentDictionary<string, ConcurrentBag<Person>> People = new();

    [ModuleInitializer]
    internal static void Listen() => Person.Joined = Join;

    private static void Join(Person person)
    {
        if (TestContext.Current.Test is { } test)
        {
            People.GetOrAdd(test.UniqueID, _ => []).Add(person);
        }
    }

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (People.TryRemove(test.UniqueID, out var people))
        {
            var complaints = people.SelectMany(person => person.UnexpectedComplaints).ToArray();
            Assert.True(complaints.Length == 0, string.Join(Environment.NewLine, complaints));
        }
    }
}
