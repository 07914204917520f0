using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using Rubaru.App;
using Rubaru.Web;

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<App>("#app");
builder.Services.AddRubaru(async () => await BrowserSodium.LoadAsync());
await builder.Build().RunAsync();
