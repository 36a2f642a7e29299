import { readFileSync, existsSync } from "node:fs";
import { test } from "vitest";
import { Cell } from "../../src/model/battery/cell.js";
import { dischargeAt } from "../../src/model/battery/discharge.js";
import { fitChemistry } from "../../src/model/battery/fit.js";
const curve=(f:string,rateC:number)=>{const rows=readFileSync(f,"utf8").trim().split("\n").slice(1).map(l=>l.split(",").map(Number));return {label:f,rateC,timesS:rows.map(r=>r[0]),volts:rows.map(r=>r[1])}};
test("x",()=>{
 const D="../shared/data/battery/enertech_lco_";
 const cs=[curve(D+"0.1C.csv",.1),curve(D+"2C.csv",2)];
 const fit=fitChemistry(cs,{name:"x",description:"",capacityMAh:1000});
 if(!fit.ok) throw new Error(fit.message);
 console.log(fit.chemistry.rates,fit.chemistry.cutoffMv,fit.chemistry.nominalMv,fit.chemistry.curve.slice(0,4),fit.chemistry.curve.slice(-4));
 const cell=new Cell(fit.chemistry);
 for(const c of cs){const d=dischargeAt(cell,c.rateC);const end=c.timesS.at(-1)!;let m=0;c.timesS.forEach((t,i)=>{if(t>.05*end&&t<.9*end)m=Math.max(m,Math.abs(d.voltsAt(t)-c.volts[i]))});console.log(c.rateC,d.endS,end,m)}
 for(const r of [.2,.5,1,1.5]) {const d=dischargeAt(cell,r);console.log(r,d.endS,[.05,.1,.3,.5,.7,.9].map(x=>d.voltsAt(x*d.endS).toFixed(3)).join(" "))}
 if(!existsSync("/tmp/bat/syn")) return;
 let worstT:any={},worstV:any={};
 for(let k=0;k<60;k++){ const f=(r:number)=>curve(`/tmp/bat/syn/${k}_${r}.csv`,r);
  const fit=fitChemistry([f(.1),f(2)],{name:"x",description:"",capacityMAh:1000}); if(!fit.ok) throw new Error(fit.message);
  const cell=new Cell(fit.chemistry);
  for(const r of [.1,.2,.5,1,1.5,2]){const c=f(r);const d=dischargeAt(cell,r);const end=c.timesS.at(-1)!;let m=0;c.timesS.forEach((t,i)=>{if(t>.05*end&&t<.9*end)m=Math.max(m,Math.abs(d.voltsAt(t)-c.volts[i]))});
   worstT[r]=Math.max(worstT[r]??0,Math.abs(d.endS/end-1)*100);worstV[r]=Math.max(worstV[r]??0,m)}}
 console.log(worstT,worstV);
});
