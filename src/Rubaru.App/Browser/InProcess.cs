using System.Diagnostics.CodeAnalysis;
using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>Synchronous calls, possible where .NET runs in the page itself.</summary>
internal static class InProcess
{
    /// <summary>What the trimmer must keep of a type that crosses from JavaScript.</summary>
    internal const DynamicallyAccessedMemberTypes Json =
        DynamicallyAccessedMemberTypes.PublicConstructors
        | DynamicallyAccessedMemberTypes.PublicFields
        | DynamicallyAccessedMemberTypes.PublicProperties;

    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2026",
        Justification = "Used for text, numbers, booleans, arrays of them and object references; none needs reflection."
    )]
    internal static T Call<[DynamicallyAccessedMembers(Json)] T>(
        this IJSInProcessObjectReference target,
        string function,
        params object?[] arguments
    ) => target.Invoke<T>(function, arguments);
}
