// @ts-check
import { dotnet } from "./_framework/dotnet.js";

await dotnet.withApplicationArguments(location.href).run();
