// Groups that could not be read for some other reason still name a twin: whether that exists is told in the same go.
import type { Context } from "./context.js";
import type { Sites } from "./sites.js";
import { childOf, itemsOf, type Tree, textOf } from "./tree.js";
import type { Twins } from "./twins.js";

/** Looks up the twins of the groups that `sites` lacks. */
export const checkUnreadGroups = ({ root }: Context, sites: Sites, twins: Twins): void => {
  const read = new Set<Tree>([...sites.gateways, ...sites.devices].map(({ tree }) => tree));
  const isUnread = (tree: Tree): boolean =>
    tree.kind === "map" && !read.has(tree) && textOf(tree, "twin") !== undefined;
  for (const site of itemsOf(root, "sites")) {
    const gateways = childOf(site, "gateways");
    const gatewayTrees = gateways?.kind === "map" ? [gateways] : itemsOf(site, "gateways");
    for (const tree of gatewayTrees.filter(isUnread)) twins.gateway(tree);
    for (const tree of itemsOf(site, "devices").filter(isUnread)) twins.device(tree);
  }
};
